// The steps of cleaning, each on OpenCV's matrices. Angles in degrees, counter-clockwise positive.
#pragma once

#include <opencv2/core.hpp>
#include <optional>
#include <vector>

#include "core/ink_runs.hpp"
#include "core/page.hpp"

namespace claimpack::clean {

// A matrix header over the image's own bytes; the image must outlive it.
cv::Mat view(core::Image& image);
// Takes the matrix' pixels over (one copy where the matrix does not own a continuous block).
core::Image to_image(const cv::Mat& pixels);
cv::Mat grey_of(const cv::Mat& pixels);
// Of 8 bits, 0 or 255; the matrix must outlive it.
core::InkMask mask_of(const cv::Mat& ink);
// A smaller copy, each pixel the mean of those it stands for; by exact halves as far as they go, which costs a fifth of doing it
// at once.
cv::Mat shrunk(const cv::Mat& pixels, cv::Size size);
cv::Mat shrunk(const cv::Mat& pixels, double scale);

// perspective.cpp: the four corners of a sheet photographed on a darker or coloured table, clockwise from upper left;
// nothing where the picture is a flat scan.
std::optional<std::vector<cv::Point2f>> find_sheet(const cv::Mat& pixels);

// light.cpp: paper brought to white wherever it lies; shadows and uneven light divided out. 8 bits in and out.
cv::Mat even_light(const cv::Mat& grey);
core::Quality measure(const cv::Mat& pixels, const cv::Mat& grey, const cv::Mat& even, double dpi);
// Isolated dots of a photocopier taken off. `ink` is the page with paper at 255.
void remove_speckle(cv::Mat& even, double dpi);

// skew.cpp: how far the lines of print are turned, within ±8°; 0 where the page does not tell.
double find_skew(const cv::Mat& even);
// The skews of the print in the page's upper and lower half where they differ, as in a photograph taken aslant.
struct Lean {
  double top_degrees = 0, bottom_degrees = 0;  // at a quarter and three quarters of the height
};
std::optional<Lean> find_lean(const cv::Mat& even);

// ink.cpp: seals and stamps on the upright page, and their coloured ink. By Beer and Lambert a pixel's optical densities
// are the sum of its inks' densities: black stops all light, red ink all but red, blue ink all but blue.
struct Ink {
  cv::Mat plane;  // 8 bits, 255 full tone, inside the marks; empty where the page has no coloured mark
  std::vector<core::InkMark> marks;
};
// `text`, the evenly lit page, keeps all print; under a coloured mark it becomes what black ink there is.
Ink lift_ink(const cv::Mat& colour, double dpi, cv::Mat& text);

// rules.cpp: printed lines of tables and forms, found and painted over with paper.
std::vector<core::Rule> find_rules(const cv::Mat& even, double dpi, cv::Mat& mask);
void remove_rules(const cv::Mat& mask, cv::Mat& text);

}  // namespace claimpack::clean
