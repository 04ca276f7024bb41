// Pixels and papers into files. The bytes hang on nothing but what is given: no dates, no names of machines.
#pragma once

#include <filesystem>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "papers.hpp"

namespace claimpack::samples {

std::vector<unsigned char> jpeg(const cv::Mat& image, int quality);
void write_bytes(const std::filesystem::path& file, const std::vector<unsigned char>& bytes);
// Bilevel pages (0 and 255), CCITT group 4, 200 dpi.
void write_g4_tiff(const std::filesystem::path& file, const std::vector<cv::Mat>& pages);
// Papers as text and lines.
std::vector<Marks> write_pdf(const std::filesystem::path& file, const std::vector<Paper>& papers);
// The same papers drawn nowhere, for their marks.
std::vector<Marks> marks_on(const std::vector<Paper>& papers);
// A scanner's PDF: one JPEG a page, taken in as it is.
void write_scan_pdf(const std::filesystem::path& file, const std::vector<cv::Mat>& pages, int quality);

}  // namespace claimpack::samples
