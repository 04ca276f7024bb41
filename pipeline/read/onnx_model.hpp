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

class OnnxModel {
 public:
  static core::Result<std::unique_ptr<OnnxModel>> load(const std::filesystem::path& file);
  ~OnnxModel();

  // One input, first output. The output is looked at where the runtime left it and is gone when `use` returns: a line's
  // probabilities are millions of numbers, and a copy of them costs as much as reading a short line. Throws
  // std::runtime_error where the runtime gives up.
  void run(const TensorView& input, After after, const std::function<void(const TensorView& output)>& use) const;
  // The characters that a recogniser's file carries in its metadata, one a line; empty where it carries none.
  const std::vector<std::string>& characters() const { return characters_; }

 private:
  struct Session;
  OnnxModel();
  std::unique_ptr<Session> session_;
  std::vector<std::string> characters_;
};

// Room for one input, the thread's own and used again by its next run: no memory is cleared that is written over at once.
float* input_room(std::size_t values);

}  // namespace claimpack::read
