#ifdef CLAIMPACK_HAS_ONNX

#include "read/onnx_model.hpp"

#include <onnxruntime_cxx_api.h>

#include <sstream>
#include <stdexcept>

namespace claimpack::read {

namespace {

Ort::Env& environment() {
  static Ort::Env env(ORT_LOGGING_LEVEL_ERROR, "claimpack");
  return env;
}

}  // namespace

struct OnnxModel::Session {
  Ort::Session session{nullptr};
  std::string input, output;
};

OnnxModel::OnnxModel() = default;
OnnxModel::~OnnxModel() = default;

core::Result<std::unique_ptr<OnnxModel>> OnnxModel::load(const std::filesystem::path& file) {
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored))
    return core::Error{core::ErrorCode::missing_part, "The model is not there", file.string(), "Bring it with: models/fetch"};
  try {
    Ort::SessionOptions options;
    options.SetIntraOpNumThreads(1);
    options.SetInterOpNumThreads(1);
    options.SetGraphOptimizationLevel(ORT_ENABLE_ALL);
    // Lines come in every width: an arena that keeps a block for each shape would grow without end.
    options.DisableCpuMemArena();
    options.DisableMemPattern();
    auto model = std::unique_ptr<OnnxModel>(new OnnxModel);
    model->session_ = std::make_unique<Session>();
    model->session_->session = Ort::Session(environment(), file.c_str(), options);
    Ort::AllocatorWithDefaultOptions allocator;
    model->session_->input = model->session_->session.GetInputNameAllocated(0, allocator).get();
    model->session_->output = model->session_->session.GetOutputNameAllocated(0, allocator).get();
    const Ort::ModelMetadata metadata = model->session_->session.GetModelMetadata();
    const auto characters = metadata.LookupCustomMetadataMapAllocated("character", allocator);
    if (characters) {
      std::istringstream lines(characters.get());
      for (std::string line; std::getline(lines, line);) model->characters_.push_back(line);
    }
    return model;
  } catch (const Ort::Exception& wrong) {
    return core::Error{core::ErrorCode::damaged, std::string("The model does not load: ") + wrong.what(), file.string(),
                       "Bring it again with: models/fetch"};
  }
}

Tensor OnnxModel::run(const Tensor& input) const {
  try {
    const Ort::MemoryInfo memory = Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault);
    Ort::Value in = Ort::Value::CreateTensor<float>(memory, const_cast<float*>(input.values.data()), input.values.size(),
                                                    input.shape.data(), input.shape.size());
    const char* in_names[] = {session_->input.c_str()};
    const char* out_names[] = {session_->output.c_str()};
    auto outs = session_->session.Run(Ort::RunOptions{nullptr}, in_names, &in, 1, out_names, 1);
    Tensor out;
    out.shape = outs[0].GetTensorTypeAndShapeInfo().GetShape();
    const float* data = outs[0].GetTensorData<float>();
    out.values.assign(data, data + outs[0].GetTensorTypeAndShapeInfo().GetElementCount());
    return out;
  } catch (const Ort::Exception& wrong) { throw std::runtime_error(wrong.what()); }
}

}  // namespace claimpack::read

#endif
