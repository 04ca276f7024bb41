#include "receive/poppler.hpp"

#include <cmath>
#include <cstdio>
#include <utility>

#include "receive/disk_file.hpp"
#include "receive/doors.hpp"
#include "receive/program.hpp"

namespace claimpack::receive {

using core::Error;
using core::ErrorCode;
using core::Result;

namespace {

constexpr std::size_t listing_bytes_max = 64 << 20;  // what pdfimages -list and pdftotext may say
constexpr int page_max = 1'000'000, image_max = 100'000, side_max = 8192;
constexpr double dpi_min = 1, dpi_max = 2400;

std::vector<std::string> arguments_of(const PopplerCall& call, const Limits& limits, const std::string& pdf,
                                      const std::string& stem) {
  const std::string page = std::to_string(call.page);
  switch (call.what) {
    case PopplerCall::What::info: return {"pdfinfo", "-f", "1", "-l", std::to_string(limits.pages_max), pdf};
    case PopplerCall::What::images: return {"pdfimages", "-list", pdf};
    case PopplerCall::What::text: return {"pdftotext", "-q", "-bbox-layout", "-cropbox", pdf, "-"};
    case PopplerCall::What::draw:
      if (call.dpi > 0) return {"pdftoppm", "-q", "-cropbox", "-f", page, "-l", page, "-r", std::to_string(call.dpi), pdf};
      return {"pdftoppm", "-q", "-cropbox", "-f", page, "-l", page, "-gray", "-scale-to", std::to_string(call.side), pdf};
    case PopplerCall::What::take: break;
  }
  if (call.as_map) return {"pdfimages", "-q", "-f", page, "-l", page, pdf, stem};
  return {"pdfimages", "-q", "-f", page, "-l", page, "-j", "-ccitt", pdf, stem};
}

bool is_listing(PopplerCall::What what) { return what != PopplerCall::What::draw && what != PopplerCall::What::take; }

void find_taken(const std::filesystem::path& folder, int image, PopplerAnswer& answer) {
  char stem[32];
  std::snprintf(stem, sizeof stem, "i-%03d", image);
  for (const char* extension : {".jpg", ".ccitt", ".params", ".ppm", ".pbm", ".pgm"}) {
    const auto path = folder / (std::string(stem) + extension);
    std::error_code ignored;
    if (std::filesystem::is_regular_file(std::filesystem::symlink_status(path, ignored)))
      answer.files.push_back({extension, path});
  }
}

}  // namespace

bool is_sound(const PopplerCall& call) {
  const bool known = call.what >= PopplerCall::What::info && call.what <= PopplerCall::What::take;
  const bool sized = call.what != PopplerCall::What::draw || (call.dpi >= dpi_min && call.dpi <= dpi_max) ||
                     (call.dpi == 0 && call.side > 0 && call.side <= side_max);
  return known && sized && call.page >= 1 && call.page <= page_max && call.image >= 0 && call.image <= image_max;
}

Result<PopplerAnswer> run_poppler(int fd, const PopplerCall& call, const Limits& limits, int output_fd) {
  if (!is_sound(call)) return Error{ErrorCode::bad_input, "poppler is asked what nobody asks", "", "Report this"};
  ProgramLimits own;
  own.seconds_max = limits.program_seconds_max;
  own.output_bytes_max = is_listing(call.what) ? listing_bytes_max : std::size_t(limits.pixels_max) * 3 + (1 << 20);
  own.file_fd = fd, own.output_fd = output_fd, own.caged = true;
  PopplerAnswer answer;
  if (call.what == PopplerCall::What::take) {
    const auto folder = TempFolder::make();
    if (!folder) return folder.error();
    own.folder = folder.value()->path().string();
    answer.keep = folder.value();
  }
  auto done = run_program(arguments_of(call, limits, program_file, own.folder + "/i"), own);
  if (!done) return done.error();
  answer.exit_code = done.value().exit_code;
  answer.output = std::move(done.value().output), answer.complaints = std::move(done.value().complaints);
  if (!own.folder.empty()) find_taken(own.folder, call.image, answer);
  return answer;
}

Result<PopplerAnswer> ask_poppler(const std::filesystem::path& pdf, const PopplerCall& call, const Limits& limits) {
  if (doors() != nullptr) return doors()->poppler(pdf, call);
  const auto file = DiskFile::open(pdf, pdf.filename().string());
  if (!file) return file.error();
  return run_poppler(file.value().fd(), call, limits);
}

}  // namespace claimpack::receive
