// Finds lines of text: a differentiable-binarisation network (Liao et al., AAAI 2020, as in PaddleOCR) and its boxes.
#pragma once

#include <opencv2/core.hpp>
#include <vector>

#include "read/onnx_model.hpp"

namespace claimpack::read {

struct DetectSettings {
  int long_side = 960;      // pixels of the network's input
  double threshold = 0.25;  // of the probability map
  double box_score_min = 0.45;
  double unclip = 1.5;  // how far the shrunk kernels are let out again
};

struct TextBox {
  cv::RotatedRect place;  // on the picture given
  double score = 0;
};

std::vector<TextBox> detect(const OnnxModel& model, const cv::Mat& picture, const DetectSettings& settings);

}  // namespace claimpack::read
