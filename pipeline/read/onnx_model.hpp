// One network on ONNX Runtime. Runs may come from several threads at once; each run uses one core.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/result.hpp"

namespace claimpack::read {

// Numbers that somebody else owns, in row-major order.
struct TensorView {
  const float* values = nullptr;
  std::vector<std::int64_t> shape;
};

// Whether what a run took stays for the next one or goes back to the system: kept for good, the arena would hold a piece for
// each size of page and of line it ever met. So a page's finder gives back once a page.
enum class After { keep, give_back };

// `missing_part` where no file is there, with the command that brings it.
core::Result<core::Done> model_is_there(const std::filesystem::path& file);

class OnnxModel {
 public:
  static core::Result<std::unique_ptr<OnnxModel>> load(const std::filesystem::path& file);
  // Of a model in memory; `file` is named where it does not load.
  static core::Result<std::unique_ptr<OnnxModel>> load(const std::string& bytes, const std::filesystem::path& file);
  ~OnnxModel();

  // One input, first output. The output is looked at where the runtime left it and is gone when `use` returns. Throws
  // std::runtime_error where the runtime gives up.
  void run(const TensorView& input, After after, const std::function<void(const TensorView& output)>& use) const;

 private:
  struct Session;
  OnnxModel();
  template <class... Model>
  static core::Result<std::unique_ptr<OnnxModel>> open(const std::filesystem::path& file, const Model&... model);
  std::unique_ptr<Session> session_;
};

// Room for one input, the thread's own and used again by its next run: no memory is cleared that is written over at once.
float* input_room(std::size_t values);

}  // namespace claimpack::read
