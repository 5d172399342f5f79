// The script of most widgets: the frame holds the drawing that Python made, a second one the note.

import { Picture } from "./picture";
import { view, type Model } from "./view";

function render({ model, el }: { model: Model; el: HTMLElement }): () => void {
  return view(model, el, (frame, beside, act) => {
    const picture = new Picture(frame, act, model.get("zoomable"));
    const note = new Picture(beside, act);
    picture.name = model.get("title");
    note.name = "What is chosen";
    return {
      shows: {
        drawing: () => picture.show(model.get("drawing")),
        note: () => note.show(model.get("note")),
      },
      press: (event) => picture.press(event) || note.press(event),
      stop: () => picture.stop(),
    };
  });
}

export default { render };
