// Does a file end as its format wants it to? For files that somebody may still be writing.
#pragma once

#include <filesystem>

#include "core/result.hpp"

namespace claimpack::receive {

enum class Ending {
  whole,       // the structure closes: PDF trailer, JPEG end, PNG IEND, TIFF directories, ZIP directory, BMP length, JSON brace
  unfinished,  // it does not (yet)
  unknown,     // a kind of file whose end says nothing: that it holds still is all there is
};

// Reads the structure only, in bounded time and memory. Says nothing of what lies between. Errors: unreadable, unsafe.
core::Result<Ending> ending_of(const std::filesystem::path& path);

}  // namespace claimpack::receive
