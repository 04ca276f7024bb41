// Poppler's programs. What they are asked is a value of numbers, so that a process that must not start programs can have
// another ask for it, and nothing that a file says becomes an argument.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "receive/receive.hpp"

namespace claimpack::receive {

struct PopplerCall {
  enum class What : int {
    info,    // pdfinfo: the pages' number, sizes and turns
    images,  // pdfimages -list
    text,    // pdftotext -bbox-layout
    draw,    // pdftoppm: one page as PPM or PGM
    take,    // pdfimages: one image of one page, as it is coded or as PPM, PBM, PGM
  } what = What::info;
  int page = 1;         // draw, take
  double dpi = 0;       // draw: in colour at this resolution; 0: in grey, …
  int side = 0;         // … with a longer side of so many pixels
  int image = 0;        // take: its number on the page
  bool as_map = false;  // take: decoded in any case
  bool operator==(const PopplerCall&) const = default;
};

struct PopplerFile {
  std::string extension;  // ".jpg", ".ccitt" with ".params", ".ppm", ".pbm", ".pgm"
  std::filesystem::path path;
};

struct PopplerAnswer {
  int exit_code = 0;  // -1 where a signal ended it
  std::string output;
  std::string complaints;
  std::vector<PopplerFile> files;    // of `take`
  std::shared_ptr<const void> keep;  // the folder that they lie in
};

// Numbers that a call of ours can have.
bool is_sound(const PopplerCall& call);

// `fd`: the PDF, open for reading. `output_fd`: where the output goes; -1: into the answer. Errors: those of run_program, disk,
// bad_input for a call that is not sound.
core::Result<PopplerAnswer> run_poppler(int fd, const PopplerCall& call, const Limits& limits, int output_fd = -1);

// The same for a file, and behind doors by asking through them.
core::Result<PopplerAnswer> ask_poppler(const std::filesystem::path& pdf, const PopplerCall& call, const Limits& limits);

}  // namespace claimpack::receive
