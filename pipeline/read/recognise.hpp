// Reads the picture of one line: a CTC recogniser of the PP-OCR family.
#pragma once

#include <filesystem>
#include <memory>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "core/reading.hpp"
#include "core/result.hpp"
#include "read/class_layer.hpp"
#include "read/onnx_model.hpp"

namespace claimpack::read {

struct LineReading {
  std::vector<core::Glyph> glyphs;  // x, w in pixels of the line's picture
  double confidence = 0;            // mean of the glyphs' probabilities; 0 where nothing was read
  double weakest = 0;               // the smallest of them
};

// The classes of a recogniser: 0 is the blank, the space stands behind the characters. Several classes may be forms of one
// character, full width and plain: what the network divides between ":" and "：" is no doubt about the colon.
class Alphabet {
 public:
  Alphabet() = default;
  // `characters`: without the leading blank and the space.
  explicit Alphabet(std::vector<std::string> characters);
  const std::string& text(int klass) const;  // of a class above 0
  // The other classes that are forms of the same character; most have none.
  const std::vector<int>& other_forms(int klass) const {
    return forms_[std::size_t(klass) < forms_.size() ? std::size_t(klass) : 0];
  }

 private:
  std::vector<std::string> characters_;
  std::vector<std::vector<int>> forms_;  // by class
};

class LineReader {
 public:
  // `characters`: where the model's file carries none of its own.
  static core::Result<LineReader> load(const std::filesystem::path& file, std::vector<std::string> characters = {});
  // `squeeze`: the lines' width is drawn so much narrower, for another look. Lines are better read together than one by one: the
  // last layer's weights are megabytes, and go through the cache once for many steps.
  std::vector<LineReading> read(const std::vector<cv::Mat>& lines, double squeeze = 1.0) const;

 private:
  std::unique_ptr<OnnxModel> network_;
  ClassLayer layer_;
  Alphabet alphabet_;
};

}  // namespace claimpack::read
