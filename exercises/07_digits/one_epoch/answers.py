# %% given
import tutorgrad as torch
from tutorgrad import nn

# %% stub
def one_epoch(model, optimizer, batches):
    criterion = nn.CrossEntropyLoss()
    total, count = 0.0, 0
    for pixels, labels in batches:
        loss = criterion(model(pixels), labels)
        ...
    return total / count

# %% solution
def one_epoch(model, optimizer, batches):
    criterion = nn.CrossEntropyLoss()
    total, count = 0.0, 0
    for pixels, labels in batches:
        loss = criterion(model(pixels), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(labels)
        count += len(labels)
    return total / count

# %% wrong graph-kept
def one_epoch(model, optimizer, batches):
    criterion = nn.CrossEntropyLoss()
    total, count = 0.0, 0
    for pixels, labels in batches:
        loss = criterion(model(pixels), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss * len(labels)
        count += len(labels)
    return total / count

# %% wrong mean-of-means
def one_epoch(model, optimizer, batches):
    criterion = nn.CrossEntropyLoss()
    total, count = 0.0, 0
    for pixels, labels in batches:
        loss = criterion(model(pixels), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
        count += 1
    return total / count

# %% wrong too-small
def one_epoch(model, optimizer, batches):
    criterion = nn.CrossEntropyLoss()
    total, count = 0.0, 0
    for pixels, labels in batches:
        loss = criterion(model(pixels), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
        count += len(labels)
    return total / count

# %% wrong never-cleared
def one_epoch(model, optimizer, batches):
    criterion = nn.CrossEntropyLoss()
    total, count = 0.0, 0
    for pixels, labels in batches:
        loss = criterion(model(pixels), labels)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(labels)
        count += len(labels)
    return total / count

# %% wrong cleared-before-the-step
def one_epoch(model, optimizer, batches):
    criterion = nn.CrossEntropyLoss()
    total, count = 0.0, 0
    for pixels, labels in batches:
        loss = criterion(model(pixels), labels)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        total += loss.item() * len(labels)
        count += len(labels)
    return total / count

# %% wrong step-before-backward
def one_epoch(model, optimizer, batches):
    criterion = nn.CrossEntropyLoss()
    total, count = 0.0, 0
    for pixels, labels in batches:
        loss = criterion(model(pixels), labels)
        optimizer.step()
        optimizer.zero_grad()
        loss.backward()
        total += loss.item() * len(labels)
        count += len(labels)
    return total / count

# %% wrong number-walked
def one_epoch(model, optimizer, batches):
    criterion = nn.CrossEntropyLoss()
    total, count = 0.0, 0
    for pixels, labels in batches:
        loss = criterion(model(pixels), labels).item()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss * len(labels)
        count += len(labels)
    return total / count

# %% wrong nothing-counted
def one_epoch(model, optimizer, batches):
    criterion = nn.CrossEntropyLoss()
    total, count = 0.0, 0
    for pixels, labels in batches:
        loss = criterion(model(pixels), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return total / count

# %% wrong nothing-learned
def one_epoch(model, optimizer, batches):
    criterion = nn.CrossEntropyLoss()
    total, count = 0.0, 0
    for pixels, labels in batches:
        loss = criterion(model(pixels), labels)
        optimizer.zero_grad()
        loss.backward()
        total += loss.item() * len(labels)
        count += len(labels)
    return total / count
