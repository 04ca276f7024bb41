// One network on ONNX Runtime. Runs may come from several threads at once; each run uses one core.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/result.hpp"

namespace claimpack::read {

struct Tensor {
  std::vector<float> values;
  std::vector<std::int64_t> shape;
};

class OnnxModel {
 public:
  static core::Result<std::unique_ptr<OnnxModel>> load(const std::filesystem::path& file);
  ~OnnxModel();

  // One input, first output. Throws std::runtime_error where the runtime gives up.
  Tensor run(const Tensor& input) const;
  // The characters that a recogniser's file carries in its metadata, one a line; empty where it carries none.
  const std::vector<std::string>& characters() const { return characters_; }

 private:
  struct Session;
  OnnxModel();
  std::unique_ptr<Session> session_;
  std::vector<std::string> characters_;
};

}  // namespace claimpack::read
