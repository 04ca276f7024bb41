#ifdef CLAIMPACK_HAS_ONNX

#include "read/onnx_model.hpp"

#include <onnxruntime_cxx_api.h>

#if defined(__SSE__)
#include <xmmintrin.h>
#endif
#include <new>
#include <stdexcept>

namespace claimpack::read {

namespace {

Ort::Env& environment() {
  static Ort::Env env = [] {
    Ort::Env made(ORT_LOGGING_LEVEL_ERROR, "claimpack");
    // Asked for as needed, not doubled: the pages' sizes are much alike, and memory stays flat.
    const Ort::ArenaCfg as_needed(0, 1, -1, -1);
    made.CreateAndRegisterAllocator(Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault), as_needed);
    return made;
  }();
  return env;
}

// While it lives, this thread takes subnormal numbers (below 1.2e-38) for zero. An activation's long tails are such, and x86
// processors take a hundred times longer over each: a third of a page's whole time. The runtime's own
// `session.set_denormal_as_zero` is said to the thread that loads a model, for good; pages are read on others.
class SubnormalsAreZero {
 public:
#if defined(__SSE__)
  SubnormalsAreZero() { _mm_setcsr(before_ | results | operands); }
  ~SubnormalsAreZero() { _mm_setcsr(before_); }

 private:
  static constexpr unsigned results = 0x8000, operands = 0x0040;
  const unsigned before_ = _mm_getcsr();
#else
  SubnormalsAreZero() {}  // other processors do not mind them
#endif
  SubnormalsAreZero(const SubnormalsAreZero&) = delete;
  SubnormalsAreZero& operator=(const SubnormalsAreZero&) = delete;
};

}  // namespace

struct OnnxModel::Session {
  Ort::Session session{nullptr};
  std::string input, output;
};

OnnxModel::OnnxModel() = default;
OnnxModel::~OnnxModel() = default;

core::Result<core::Done> model_is_there(const std::filesystem::path& file) {
  std::error_code ignored;
  if (std::filesystem::exists(file, ignored)) return core::Done{};
  return core::Error{core::ErrorCode::missing_part, "The model is not there", file.string(), "Bring it with: models/fetch"};
}

core::Result<std::unique_ptr<OnnxModel>> OnnxModel::load(const std::filesystem::path& file) {
  if (const auto there = model_is_there(file); !there) return there.error();
  return open(file, file.c_str());
}

core::Result<std::unique_ptr<OnnxModel>> OnnxModel::load(const std::string& bytes, const std::filesystem::path& file) {
  return open(file, static_cast<const void*>(bytes.data()), bytes.size());
}

template <class... Model>
core::Result<std::unique_ptr<OnnxModel>> OnnxModel::open(const std::filesystem::path& file, const Model&... bytes) {
  try {
    Ort::SessionOptions options;
    options.SetIntraOpNumThreads(1);
    options.SetInterOpNumThreads(1);
    options.SetGraphOptimizationLevel(ORT_ENABLE_ALL);
    // Lines come in every width: a plan of memory for each shape would grow without end.
    options.DisableMemPattern();
    options.AddConfigEntry("session.intra_op.allow_spinning", "0");
    // All networks share one arena: what finding the lines needed serves for reading them, and no page asks the system
    // for memory that the page before gave back.
    options.AddConfigEntry("session.use_env_allocators", "1");
    auto model = std::unique_ptr<OnnxModel>(new OnnxModel);
    model->session_ = std::make_unique<Session>();
    model->session_->session = Ort::Session(environment(), bytes..., options);
    Ort::AllocatorWithDefaultOptions allocator;
    model->session_->input = model->session_->session.GetInputNameAllocated(0, allocator).get();
    model->session_->output = model->session_->session.GetOutputNameAllocated(0, allocator).get();
    return model;
  } catch (const Ort::Exception& wrong) {
    return core::Error{core::ErrorCode::damaged, std::string("The model does not load: ") + wrong.what(), file.string(),
                       "Bring it again with: models/fetch"};
  }
}

void OnnxModel::run(const TensorView& input, After after, const std::function<void(const TensorView&)>& use) const {
  try {
    static const Ort::MemoryInfo memory = Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault);
    std::size_t count = 1;
    for (const std::int64_t side : input.shape) count *= std::size_t(side);
    const Ort::Value in =
        Ort::Value::CreateTensor<float>(memory, const_cast<float*>(input.values), count, input.shape.data(), input.shape.size());
    const char* in_names[] = {session_->input.c_str()};
    const char* out_names[] = {session_->output.c_str()};
    Ort::RunOptions options;
    if (after == After::give_back) options.AddConfigEntry("memory.enable_memory_arena_shrinkage", "cpu:0");
    const auto outs = [&] {
      const SubnormalsAreZero fast;
      return session_->session.Run(options, in_names, &in, 1, out_names, 1);
    }();
    use({outs[0].GetTensorData<float>(), outs[0].GetTensorTypeAndShapeInfo().GetShape()});
  } catch (const Ort::Exception& wrong) {
    // ONNX Runtime tells a shortage of memory in words alone.
    const std::string what = wrong.what();
    if (what.find("bad_alloc") != std::string::npos || what.find("Failed to allocate memory") != std::string::npos)
      throw std::bad_alloc();
    throw std::runtime_error(what);
  }
}

float* input_room(std::size_t values) {
  thread_local std::vector<float> room;
  if (room.size() < values) room.resize(values);
  return room.data();
}

}  // namespace claimpack::read

#endif
