// The readers of a run, and the models they are made of: each file is held against models/manifest.json before it is used.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/claim.hpp"
#include "core/reading.hpp"
#include "core/result.hpp"
#include "read/readers.hpp"

namespace claimpack::run {

// `second` and `turns` may be null. A page that hangs may hold on to its readers longer than the run does: `keep` owns them.
struct Readers {
  const core::Recogniser* first = nullptr;
  const core::Recogniser* second = nullptr;
  const core::TurnFinder* turns = nullptr;
  std::string digest;                  // for provenance: which models, and the digest of their digests
  std::vector<core::InputFile> files;  // the models that read, for the manifest
  std::string warning;                 // Chinese; not empty where the run reads with less than it should
  std::shared_ptr<const void> keep;
  std::function<void()> load_all;  // loads what else waits until it is wanted; may be empty
};

struct ModelFile {
  std::string file;    // as the manifest names it, e.g. "files/PP-OCRv6_det_small.onnx"
  std::string sha256;  // as the manifest has it
  enum class State { right, missing, wrong } state = State::missing;
};
// The recognisers' files of models/manifest.json (not the runtime). Errors: missing_part, bad_input for the manifest itself.
core::Result<std::vector<ModelFile>> look_at_models(const std::filesystem::path& models);

// PP-OCR with Tesseract behind it; Tesseract alone, with a warning, where models are missing or the program was built
// without ONNX Runtime. Errors: damaged where a file is not the manifest's (never used), missing_part where there is no
// reader at all.
core::Result<Readers> load_readers(const std::filesystem::path& models, const read::ReaderSettings& settings,
                                   read::Print print = {});

}  // namespace claimpack::run
