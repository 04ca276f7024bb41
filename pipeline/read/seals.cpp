#include <algorithm>
#include <cmath>
#include <exception>
#include <opencv2/imgproc.hpp>

#include "core/text.hpp"
#include "read/parts.hpp"

namespace claimpack::read {

namespace {

cv::Mat view(const core::Image& image) {
  return cv::Mat(image.height, image.width, CV_8UC(image.channels), const_cast<std::uint8_t*>(image.bytes.data()));
}

// The seal's ink as black on white.
cv::Mat ink_plane(const core::CleanPage& page, const core::InkMark& mark) {
  const cv::Rect area =
      cv::Rect(mark.box.x, mark.box.y, mark.box.w, mark.box.h) & cv::Rect(0, 0, page.text.width, page.text.height);
  if (area.width < 20 || area.height < 20) return {};
  const cv::Mat colour = view(page.colour)(area);
  cv::Mat plane;
  if (colour.channels() == 1) return colour.clone();
  // The channel that the ink stops: red ink is dark in green light, blue ink in red light.
  cv::extractChannel(colour, plane, mark.colour == "blue" ? 2 : 1);
  if (page.ink.empty()) return plane;
  cv::Mat near;
  cv::dilate(view(page.ink)(area), near, cv::getStructuringElement(cv::MORPH_ELLIPSE, {3, 3}));
  cv::Mat out(plane.size(), CV_8U, cv::Scalar(255));
  plane.copyTo(out, near);
  return out;
}

// The band under the outline laid flat, from lower left over the top to lower right.
cv::Mat unrolled(const cv::Mat& plane) {
  const double a = plane.cols / 2.0, b = plane.rows / 2.0;
  const double inner = 0.58, outer = 0.95;
  const int height = 64;
  const double mid = (inner + outer) / 2 * (a + b) / 2, thick = (outer - inner) * (a + b) / 2;
  const double from = CV_PI * 0.78, sweep = CV_PI * 1.44;
  const int width = std::max(64, int(mid * sweep * height / thick));
  cv::Mat map_x(height, width, CV_32F), map_y(height, width, CV_32F), out;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      const double angle = from + sweep * x / width, r = outer - (outer - inner) * y / height;
      map_x.at<float>(y, x) = float(a + a * r * std::cos(angle));
      map_y.at<float>(y, x) = float(b + b * r * std::sin(angle));
    }
  cv::remap(plane, out, map_x, map_y, cv::INTER_LINEAR, cv::BORDER_CONSTANT, cv::Scalar(255));
  return out;
}

std::string read_strip(const cv::Mat& strip, const core::Recogniser& reader, double& confidence) {
  core::CleanPage page;
  cv::Mat framed;
  cv::copyMakeBorder(strip, framed, 24, 24, 24, 24, cv::BORDER_CONSTANT, cv::Scalar(255));
  page.text = core::Image(framed.cols, framed.rows, 1);
  std::copy(framed.datastart, framed.dataend, page.text.bytes.begin());
  page.dpi = 200;
  std::string text;
  double sum = 0, count = 0;
  std::vector<core::Line> lines;
  try {
    lines = reader.read(page);
  } catch (const std::exception&) {
    lines.clear();  // the seal is there, whoever cannot read it
  }
  std::sort(lines.begin(), lines.end(), [](const core::Line& l, const core::Line& r) { return l.upright.x < r.upright.x; });
  for (const auto& line : lines) {
    text += line.text;
    sum += line.confidence * double(line.glyphs.size()), count += double(line.glyphs.size());
  }
  confidence = count > 0 ? sum / count : 0;
  return core::without_blanks(text);
}

}  // namespace

std::vector<core::Seal> read_seals(const core::CleanPage& page, const core::Recogniser& reader) {
  std::vector<core::Seal> seals;
  for (const auto& mark : page.marks) {
    core::Seal seal;
    seal.colour = mark.colour, seal.shape = mark.shape, seal.upright = mark.box;
    const cv::Mat plane = ink_plane(page, mark);
    if (!plane.empty() && mark.colour != "black") {
      double confidence = 0;
      const std::string text = read_strip(mark.shape == "rect" ? plane : unrolled(plane), reader, confidence);
      if (confidence > 0.6 && core::to_u32(text).size() >= 3) seal.text = text, seal.confidence = confidence;
    }
    seals.push_back(std::move(seal));
  }
  return seals;
}

}  // namespace claimpack::read
