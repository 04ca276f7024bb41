// Clean pages and lines made in the test, and readers that behave as told.
#pragma once

#include <opencv2/core.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/reading.hpp"
#include "core/text.hpp"

namespace claimpack::read::made {

// Han characters are as wide as the line is high, others half of that; a blank is free space, not a character.
inline core::Line line(int x, int y, const std::string& text, double probability = 0.99, int height = 30) {
  core::Line made;
  int at = x;
  for (const char32_t c : core::to_u32(text)) {
    const int width = c < 0x2E80 ? height / 2 : height;
    if (c != U' ') made.glyphs.push_back({core::to_utf8(c), probability, at, width, {}}), made.text += core::to_utf8(c);
    at += width;
  }
  made.confidence = probability;
  made.upright = {x, y, at - x, height};
  return made;
}

inline core::Image image(const cv::Mat& pixels) {
  core::Image made(pixels.cols, pixels.rows, pixels.channels());
  std::copy(pixels.datastart, pixels.dataend, made.bytes.begin());
  return made;
}

// The page of grey pixels (continuous), upright as it lies.
inline core::CleanPage page(const cv::Mat& pixels, double dpi = 200) {
  core::CleanPage made;
  made.origin = {"made.png", 1};
  made.text = image(pixels), made.colour = image(pixels);
  made.scan_width = pixels.cols, made.scan_height = pixels.rows;
  made.dpi = dpi;
  return made;
}

inline cv::Mat paper(int width = 1200, int height = 900) { return cv::Mat(height, width, CV_8U, cv::Scalar(255)); }

// Something like print in the box: upright strokes with white between them.
inline void print(core::CleanPage& page, const core::Box& box, int ink = 0) {
  for (core::Image* plane : {&page.text, &page.colour})
    for (int y = box.y + box.h / 5; y < box.bottom() - box.h / 5; ++y)
      for (int x = box.x; x < box.right(); ++x)
        if ((x - box.x) % 8 < 3)
          for (int c = 0; c < plane->channels; ++c)
            plane->bytes[(std::size_t(y) * plane->width + x) * plane->channels + c] = std::uint8_t(ink);
}

class GivenLines : public core::Recogniser {
 public:
  explicit GivenLines(std::vector<core::Line> lines) : lines_(std::move(lines)) {}
  std::vector<core::Line> read(const core::CleanPage&) const override { return ++asked, lines_; }
  std::string name() const override { return "given"; }
  mutable int asked = 0;

 private:
  std::vector<core::Line> lines_;
};

class Throwing : public core::Recogniser {
 public:
  std::vector<core::Line> read(const core::CleanPage&) const override { throw std::runtime_error("out of memory"); }
  std::string name() const override { return "throwing"; }
};

}  // namespace claimpack::read::made
