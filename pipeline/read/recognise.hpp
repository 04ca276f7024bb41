// Reads the picture of one line: a CTC recogniser of the PP-OCR family.
#pragma once

#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "core/reading.hpp"
#include "read/onnx_model.hpp"

namespace claimpack::read {

struct LineReading {
  std::vector<core::Glyph> glyphs;  // x, w in pixels of the line's picture
  double confidence = 0;            // mean of the glyphs' probabilities; 0 where nothing was read
  double weakest = 0;               // the smallest of them
};

// `characters`: the model's classes without the leading blank; the class behind the last one is the space.
// `squeeze`: the line's width is drawn so much narrower, for another look.
LineReading recognise(const OnnxModel& model, const std::vector<std::string>& characters, const cv::Mat& line,
                      double squeeze = 1.0);

}  // namespace claimpack::read
