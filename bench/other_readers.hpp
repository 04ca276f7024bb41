// Other programs that read pages, for comparison, and what a page costs them in CPU seconds.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace claimpack::bench {

double cpu_of(int who);  // RUSAGE_SELF, RUSAGE_CHILDREN: user and system seconds

struct OtherReading {
  std::string text;
  double cpu_seconds = 0;
};

// `tesseract PICTURE stdout -l chi_sim --psm 4`, its loading included as a user would run it. Nothing where it fails.
std::optional<OtherReading> read_by_tesseract(const std::filesystem::path& picture, double dpi);

// RapidOCR of PyPI with its defaults: one process answers page by page, so that neither Python's start nor the loading of
// the models is counted. `python`: of the environment that bench/rapidocr_setup made.
class RapidOcr {
 public:
  static std::unique_ptr<RapidOcr> start(const std::filesystem::path& python, const std::filesystem::path& script);
  ~RapidOcr();
  std::optional<OtherReading> read(const std::filesystem::path& picture);

 private:
  RapidOcr() = default;
  std::optional<std::string> answer();
  pid_t child_ = 0;
  int to_ = -1, from_ = -1;
  std::string rest_;
};

}  // namespace claimpack::bench
