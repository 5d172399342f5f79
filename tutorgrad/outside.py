"""What PyTorch has and tutorgrad leaves out: one clear error that names it, never a guess.

OUTSIDE lists, for each public module, the subjects and PyTorch's names for them. A module that
lacks a name asks here: `__getattr__ = outside.missing("nn")`. A test compares the lists with
PyTorch: each of its public names is either here or in one of them.
"""

from __future__ import annotations

import importlib
import sys
import threading
from collections.abc import Callable
from typing import Any, NoReturn

COMPLEX = "complex numbers"
SPARSE = "sparse tensors"
QUANTISED = "quantised tensors"
COMPILED = "compiled or traced programs"
KERNELS = "second names for the kernels under torch.nn.functional"
PINNED = "pinned memory"
LAZY = "layers that find their sizes at the first call"
PROCESSORS = "processors other than CPU and CUDA"
PARALLEL = "training on several processors or machines"
STORAGE = "storage objects apart from tensors"
SWITCHES = "switches of PyTorch's own machinery"
NARROW = "dtypes that NumPy does not have"
PIPES = "data pipes"

OUTSIDE: dict[str, dict[str, str]] = {
    "": {
        COMPLEX: """cdouble cfloat chalf complex complex128 complex32 complex64 polar
            view_as_complex view_as_complex_copy view_as_real view_as_real_copy eig""",
        "Fourier transforms": """fft stft istft signal bartlett_window blackman_window
            hamming_window hann_window kaiser_window""",
        SPARSE: """sparse sparse_bsc sparse_bsc_tensor sparse_bsr sparse_bsr_tensor
            sparse_compressed_tensor sparse_coo sparse_coo_tensor sparse_csc sparse_csc_tensor
            sparse_csr sparse_csr_tensor ccol_indices_copy col_indices_copy crow_indices_copy
            indices_copy row_indices_copy values_copy dsmm hsmm hspmm smm spmm sspaddmm saddmm
            resize_as_sparse_ jagged nested""",
        "masked tensors": "masked",
        QUANTISED: """qint32 qint8 qscheme quint2x4 quint4x2 quint8 q_per_channel_axis
            q_per_channel_scales q_per_channel_zero_points q_scale q_zero_point int_repr dequantize
            quantization ao quantize_per_channel quantize_per_tensor quantize_per_tensor_dynamic
            quantized_batch_norm quantized_gru quantized_gru_cell quantized_lstm
            quantized_lstm_cell quantized_max_pool1d quantized_max_pool2d quantized_max_pool3d
            quantized_rnn_relu_cell quantized_rnn_tanh_cell choose_qparams_optimized
            empty_quantized fake_quantize_per_channel_affine fake_quantize_per_tensor_affine
            fused_moving_avg_obs_fake_quant per_channel_affine per_channel_affine_float_qparams
            per_channel_symmetric per_tensor_affine per_tensor_symmetric
            fbgemm_linear_fp16_weight fbgemm_linear_fp16_weight_fp32_activation
            fbgemm_linear_int8_weight fbgemm_linear_int8_weight_fp32_activation
            fbgemm_linear_quantize_weight fbgemm_pack_gemm_matrix_fp16
            fbgemm_pack_quantized_matrix""",
        NARROW: """uint16 uint32 uint64 uint1 uint2 uint3 uint4 uint5 uint6 uint7 int1
            int2 int3 int4 int5 int6 int7 bit bits8 bits16 bits1x8 bits2x4 bits4x2 float8_e4m3fn
            float8_e4m3fnuz float8_e5m2 float8_e5m2fnuz float8_e8m0fnu float4_e2m1fn_x2
            BFloat16Storage BFloat16Tensor""",
        COMPILED: """jit export fx library overrides package fork wait cond while_loop classes
            cpp import_ir_module import_ir_module_from_buffer parse_ir parse_schema
            parse_type_comment merge_type_from_type_comment unify_type_list classproperty
            sym_constrain_range sym_constrain_range_for_size sym_float sym_fresh_size sym_int
            sym_ite sym_max sym_min sym_not sym_sqrt sym_sum SymBool SymFloat SymInt Tag
            DispatchKey AggregationType AliasDb AnyType Argument ArgumentSpec AwaitType
            BenchmarkConfig BenchmarkExecutionStats Block BoolType BufferDict CallStack Capsule
            ClassType Code CompilationUnit CompleteArgumentSpec ComplexType ConcreteModuleType
            ConcreteModuleTypeBuilder DeepCopyMemoTable DeserializationStorageContext
            DeviceObjType DictType EnumType ErrorReport ExcludeDispatchKeyGuard ExecutionPlan
            FatalError FileCheck FloatType FunctionSchema Future FutureType Gradient Graph
            GraphExecutorState IODescriptor InferredType IntType InterfaceType JITException
            ListType LiteScriptModule LockingLogger ModuleDict Node NoneType NoopLogger NumberType
            OperatorInfo OptionalType ParameterDict PyObjectType PyTorchFileReader
            PyTorchFileWriter RRefType ScriptClass ScriptClassFunction ScriptDict
            ScriptDictIterator ScriptDictKeyIterator ScriptFunction ScriptList ScriptListIterator
            ScriptMethod ScriptModule ScriptModuleSerializer ScriptObject ScriptObjectProperty
            SerializationStorageContext StaticModule StreamObjType StringType SymBoolType
            SymIntType TensorType ThroughputBenchmark TracingState TupleType Type UnionType Use
            Value DispatchKeySet DisableTorchFunction DisableTorchFunctionSubclass""",
        PARALLEL: "distributed multiprocessing futures monitor is_distributed",
        PROCESSORS: """xpu mtia mps is_vulkan_available miopen_batch_norm miopen_convolution
            miopen_convolution_add_relu miopen_convolution_relu miopen_convolution_transpose
            miopen_ctc_loss miopen_depthwise_convolution miopen_rnn Stream Event
            get_device_module""",
        STORAGE: """storage Storage TypedStorage UntypedStorage BoolStorage ByteStorage
            CharStorage DoubleStorage FloatStorage HalfStorage IntStorage LongStorage ShortStorage
            QInt32Storage QInt8Storage QUInt2x4Storage QUInt4x2Storage QUInt8Storage
            ComplexDoubleStorage ComplexFloatStorage from_file is_storage""",
        "channels-last memory": "channels_last channels_last_3d legacy_contiguous_format",
        "approximate factorizations": """lobpcg pca_lowrank svd_lowrank geqrf orgqr ormqr
            """,
        "downloads of models": "hub",
        "probability distributions": "distributions quasirandom binomial",
        KERNELS: """batch_norm_backward_elemt batch_norm_backward_reduce batch_norm_elemt
            batch_norm_gather_stats batch_norm_gather_stats_with_counts batch_norm_stats
            batch_norm_update_stats native_batch_norm native_channel_shuffle native_dropout
            native_group_norm native_layer_norm native_norm cudnn_affine_grid_generator
            cudnn_batch_norm cudnn_convolution cudnn_convolution_add_relu cudnn_convolution_relu
            cudnn_convolution_transpose cudnn_grid_sampler cudnn_is_acceptable
            mkldnn_adaptive_avg_pool2d mkldnn_convolution mkldnn_linear_backward_weights
            mkldnn_max_pool2d mkldnn_max_pool3d mkldnn_rnn_layer affine_grid_generator
            grid_sampler grid_sampler_2d grid_sampler_3d convolution conv_tbc embedding_renorm_
            frobenius_norm nuclear_norm norm_except_dim segment_reduce hash_tensor slice_inverse
            gru gru_cell lstm lstm_cell rnn_relu rnn_relu_cell rnn_tanh rnn_tanh_cell
            adaptive_max_pool1d alpha_dropout alpha_dropout_ batch_norm bilinear
            binary_cross_entropy_with_logits cosine_embedding_loss ctc_loss dropout dropout_
            embedding embedding_bag feature_alpha_dropout feature_alpha_dropout_ feature_dropout
            feature_dropout_ group_norm hinge_embedding_loss instance_norm kl_div layer_norm
            margin_ranking_loss poisson_nll_loss rms_norm triplet_margin_loss
            """,
        SWITCHES: """autocast_decrement_nesting autocast_increment_nesting clear_autocast_cache
            get_autocast_cpu_dtype get_autocast_dtype get_autocast_gpu_dtype
            get_autocast_ipu_dtype get_autocast_xla_dtype is_autocast_cache_enabled
            is_autocast_cpu_enabled is_autocast_ipu_enabled is_autocast_xla_enabled
            set_autocast_cache_enabled set_autocast_cpu_dtype set_autocast_cpu_enabled
            set_autocast_dtype set_autocast_enabled set_autocast_gpu_dtype set_autocast_ipu_dtype
            set_autocast_ipu_enabled set_autocast_xla_dtype set_autocast_xla_enabled
            get_deterministic_debug_mode set_deterministic_debug_mode get_file_path
            get_num_interop_threads set_num_interop_threads init_num_threads
            prepare_multiprocessing_environment compiled_with_cxx11_abi has_lapack has_mkl
            has_openmp has_spectral thread_safe_generator
            profiler_allow_cudagraph_cupti_lazy_reinit_cuda12""",
        "names that PyTorch itself has retired": "solve lstsq symeig matrix_rank to_dlpack",
    },
    "Tensor": {
        COMPLEX: "cdouble cfloat chalf eig",
        "Fourier transforms": "stft istft",
        SPARSE: """ccol_indices coalesce col_indices crow_indices dense_dim indices is_coalesced
            is_sparse_csr row_indices values smm sparse_dim sparse_mask sparse_resize_
            sparse_resize_and_clear_ sspaddmm resize_as_sparse_ to_dense to_padded_tensor
            to_sparse to_sparse_bsc to_sparse_bsr to_sparse_coo to_sparse_csc to_sparse_csr""",
        QUANTISED: """dequantize int_repr q_per_channel_axis q_per_channel_scales
            q_per_channel_zero_points q_scale q_zero_point qscheme""",
        NARROW: "bfloat16",
        PROCESSORS: """ipu is_ipu is_maia is_mps is_mtia is_vulkan is_xla is_xpu mtia xpu
            is_mkldnn to_mkldnn""",
        PARALLEL: "is_distributed is_shared share_memory_",
        STORAGE: """storage storage_type untyped_storage set_ is_set_to const_data_ptr""",
        "approximate factorizations": "geqrf orgqr ormqr",
        "named dimensions": "name",
        KERNELS: "hash_tensor slice_inverse index dim_order grad_dtype module_load",
        "streams of its own": "record_stream",
        PINNED: "pin_memory is_pinned",
        "subclasses of Tensor": "as_subclass",
        "names that PyTorch itself has retired": """volatile reinforce solve lstsq symeig resize
            resize_as""",
    },
    "nn": {
        PARALLEL: "SyncBatchNorm",
        QUANTISED: "intrinsic qat quantizable quantized",
        "names that PyTorch itself has retired": "Container CrossMapLRN2d",
        SWITCHES: "factory_kwargs common_types modules grad attention",
        LAZY: """LazyBatchNorm1d LazyBatchNorm2d LazyBatchNorm3d LazyConv1d LazyConv2d LazyConv3d
            LazyConvTranspose1d LazyConvTranspose2d LazyConvTranspose3d LazyInstanceNorm1d
            LazyInstanceNorm2d LazyInstanceNorm3d LazyLinear UninitializedBuffer
            UninitializedParameter""",
        "fractional pooling": "FractionalMaxPool2d FractionalMaxPool3d",
        "softmax in groups of classes": """AdaptiveLogSoftmaxWithLoss LinearCrossEntropyLoss
            LinearCrossEntropyOptions""",
    },
    "nn.functional": {
        KERNELS: """conv_tbc grouped_mm scaled_grouped_mm scaled_mm native_channel_shuffle
            ScalingType SwizzleType linear_cross_entropy""",
        "fractional pooling": """fractional_max_pool2d fractional_max_pool2d_with_indices
            fractional_max_pool3d fractional_max_pool3d_with_indices""",
        SWITCHES: """BroadcastingList1 BroadcastingList2 BroadcastingList3 Tensor
            assert_int_or_pair boolean_dispatch handle_torch_function grad""",
    },
    "nn.parallel": {PARALLEL: "DistributedDataParallel distributed"},
    "nn.utils": {
        "pruning": "prune",
        "channels-last memory": """convert_conv2d_weight_memory_format
            convert_conv3d_weight_memory_format memory_format""",
        "fused layers": """fusion fuse_conv_bn_eval fuse_conv_bn_weights fuse_linear_bn_eval
            fuse_linear_bn_weights""",
    },
    "optim": {
        SPARSE: "SparseAdam",
        "Newton-Schulz steps": "Muon",
        SWITCHES: "swap_in_optimizer_params_and_state",
    },
    "autograd": {
        SWITCHES: "enforce_grad_layout_policy NestedIOFunction",
    },
    "autograd.graph": {
        SWITCHES: """region_activation_memory_budget set_override_stale_capture_stream
            set_warn_on_accumulate_grad_stream_mismatch""",
    },
    "func": {
        COMPILED: "functionalize debug_unwrap rearrange replace_all_batch_norm_modules_",
    },
    "linalg": {
        COMPLEX: "eig eigvals",
        "Bunch-Kaufman factorizations": "ldl_factor ldl_factor_ex ldl_solve",
    },
    "special": {
        "Bessel and Airy functions of the rarer kinds": """airy_ai bessel_j0 bessel_j1 bessel_y0
            bessel_y1 modified_bessel_i0 modified_bessel_i1 modified_bessel_k0 modified_bessel_k1
            scaled_modified_bessel_k0 scaled_modified_bessel_k1 spherical_bessel_j0""",
        "orthogonal polynomials": """chebyshev_polynomial_t chebyshev_polynomial_u
            chebyshev_polynomial_v chebyshev_polynomial_w hermite_polynomial_h
            hermite_polynomial_he laguerre_polynomial_l legendre_polynomial_p
            shifted_chebyshev_polynomial_t shifted_chebyshev_polynomial_u
            shifted_chebyshev_polynomial_v shifted_chebyshev_polynomial_w""",
    },
    "utils": {
        "ways to look at PyTorch itself": """bottleneck collect_env tensorboard benchmark
            ThroughputBenchmark throughput_benchmark cpp_extension mobile_optimizer model_zoo
            backcompat backend_registration cpp_backtrace get_cpp_backtrace dlpack deterministic
            generate_methods_for_privateuse1_backend rename_privateuse1_backend set_module
            swap_tensors weak""",
    },
    "utils.data": {
        PIPES: """DFIterDataPipe DataChunk IterDataPipe MapDataPipe argument_validation datapipes
            functional_datapipe graph graph_settings guaranteed_datapipes_determinism
            non_deterministic runtime_validation runtime_validation_disabled""",
    },
    "cuda": {
        "CUDA streams, graphs and figures beyond the basic ones": """CUDAGraph
            CUDAPluggableAllocator ExternalStream GreenContext MemPool StreamContext
            caching_allocator_alloc caching_allocator_delete caching_allocator_disabled
            caching_allocator_enable
            can_device_access_peer change_current_allocator check_error clock_rate cudaStatus
            cudart current_blas_handle current_solver_handle default_generators
            device_memory_used device_of get_allocator_backend get_arch_list get_gencode_flags
            get_per_process_memory_fraction get_stream_from_external get_sync_debug_mode graph
            graph_pool_handle graphs has_half has_magma host_memory_stats
            host_memory_stats_as_nested_dict ipc_collect is_current_stream_capturing
            is_tf32_supported jiterator list_gpu_processes make_graphed_callables max_memory_cached
            mem_get_info memory memory_cached memory_snapshot memory_stats
            memory_stats_as_nested_dict memory_summary memory_usage nccl nvtx power_draw profiler
            random reset_accumulated_host_memory_stats reset_accumulated_memory_stats
            reset_max_memory_allocated reset_max_memory_cached reset_peak_host_memory_stats seed
            seed_all set_per_process_memory_fraction set_stream set_sync_debug_mode sparse streams
            temperature tunable use_mem_pool utilization CudaError DeferredCudaCallError""",
        "tensor types of the GPU": """FloatTensor DoubleTensor HalfTensor LongTensor IntTensor
            ShortTensor CharTensor ByteTensor BoolTensor BFloat16Tensor FloatStorage DoubleStorage
            HalfStorage LongStorage IntStorage ShortStorage CharStorage ByteStorage BoolStorage
            BFloat16Storage ComplexFloatStorage ComplexDoubleStorage""",
    },
    "utils.checkpoint": {
        SWITCHES: """check_backward_validity detach_variable get_device_states set_device_states
            set_checkpoint_early_stop DefaultDeviceType set_checkpoint_debug_enabled
            CheckpointPolicy SelectiveCheckpointContext create_selective_checkpoint_contexts
            GraphExecGroup""",
    },
    "random": {SWITCHES: "thread_safe_generator"},
    "testing": {
        "ways to test PyTorch itself": "FileCheck make_tensor",
        "names that PyTorch itself has retired": "assert_allclose",
    },
    "serialization": {
        STORAGE: "StorageType normalize_storage_type storage_to_tensor_type location_tag",
        SWITCHES: """SourceChangeWarning LoadEndianness check_module_version_greater_or_equal
            default_restore_location get_crc32_options get_default_load_endianness
            get_default_mmap_options get_unsafe_globals_in_checkpoint mkdtemp register_package
            set_crc32_options set_default_load_endianness set_default_mmap_options skip_data
            validate_cuda_device validate_hpu_device""",
    },
    "amp": {SWITCHES: "custom_bwd custom_fwd"},
    "accelerator": {
        "memory figures under this name, but under torch.cuda": """empty_cache empty_host_cache
            get_memory_info max_memory_allocated max_memory_reserved memory_allocated
            memory_reserved memory_stats reset_accumulated_memory_stats reset_peak_memory_stats
            current_stream set_stream Graph current_device_idx current_device_index device_index
            get_device_capability set_device_idx set_device_index""",
    },
}


def missing(place: str, later: dict[str, str] | None = None) -> Callable[[str], Any]:
    """The `__getattr__` of a public module; place: its name behind "torch.", "" for torch itself.

    later: names that are loaded when somebody first asks for them, by the module inside this one
    that has them ("": they are modules themselves). The AttributeError says that a name is
    outside; of other names it says what PyTorch says.
    """
    module = f"torch.{place}" if place else "torch"
    sources = {n: source for source, names in (later or {}).items() for n in names.split()}

    def __getattr__(name: str) -> Any:
        if name in sources:
            return load(module.replace("torch", __package__, 1), sources[name], name)
        subject = subject_of(place, name)
        if subject is not None:
            raise AttributeError(message(f"{module}.{name}", subject), name=name)
        raise AttributeError(f"module '{module}' has no attribute '{name}'", name=name)

    return __getattr__


LOADING = threading.RLock()


def load(package: str, source: str, name: str) -> Any:
    """Import a name of a package from its module `source` (or as its module), and keep it.

    One thread at a time: of two that import modules which need each other, Python would show one
    of them half a module.
    """
    with LOADING:
        found = importlib.import_module(f"{package}.{source or name}")
        if source:
            found = getattr(found, name)
        vars(sys.modules[package])[name] = found
    return found


class Missing:
    """An attribute that says that it is outside. (A `__getattr__` would slow all the others.)"""

    def __init__(self, feature: str, subject: str) -> None:
        self.feature = feature
        self.subject = subject

    def __get__(self, instance: Any, owner: Any = None) -> NoReturn:
        name = self.feature.rpartition(".")[2]
        raise AttributeError(message(self.feature, self.subject), name=name, obj=instance)


def attributes(place: str) -> Any:
    """A base class whose attributes are what a class of PyTorch's has and ours leaves out."""
    subjects = OUTSIDE[place].items()
    return type(
        "Outside",
        (),
        {n: Missing(f"torch.{place}.{n}", s) for s, names in subjects for n in names.split()},
    )


def subject_of(place: str, name: str) -> str | None:
    """The subject that a name of PyTorch's belongs to; None when it is not left out."""
    for subject, names in OUTSIDE[place].items():
        if name in names.split():
            return subject
    return None


def message(feature: str, subject: str) -> str:
    """The sentence for a feature of PyTorch that is left out."""
    return (
        f"{feature} is outside tutorgrad, which has no {subject}: a program that needs it runs on "
        "PyTorch (see docs/differences.md)"
    )


def refuse(feature: str, subject: str) -> NoReturn:
    """Raise NotImplementedError for a feature that only an argument asks for."""
    raise NotImplementedError(message(feature, subject))
