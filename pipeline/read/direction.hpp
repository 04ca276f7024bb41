// Which way round a picture stands.
#pragma once

#include <opencv2/core.hpp>

#include "core/page.hpp"
#include "read/onnx_model.hpp"
#include "read/recognise.hpp"

namespace claimpack::read {

// PP-LCNet's four quarters, and who finds and reads lines where it is not to be believed alone.
struct DirectionModels {
  const OnnxModel &quarters, &finder;
  const LineReader& reader;
};

// A sure answer that the page is upright is taken. Any other is read: in the quarters that may be, until the largest lines read
// as well as print does that stands upright.
core::Turn direction_of(const cv::Mat& picture, const DirectionModels& models);

}  // namespace claimpack::read
