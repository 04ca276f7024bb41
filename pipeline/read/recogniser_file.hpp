// The file of a CTC recogniser in ONNX, in two parts: the network up to what it says of each step, and its last layer.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "read/class_layer.hpp"

namespace claimpack::read {

struct RecogniserFile {
  std::string network;  // a model of its own; its output: 1 × steps × the layer's inputs
  ClassLayer layer;
  std::vector<std::string> characters;  // of its metadata, in the order of classes 1, 2 …; empty where there are none
};

// `missing_part` where no file is, `damaged` where it is no model or does not end as PP-OCR's do: product, sum, softmax.
core::Result<RecogniserFile> read_recogniser(const std::filesystem::path& file);

}  // namespace claimpack::read
