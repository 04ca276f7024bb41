// What a worker process and its parent say to each other. Bytes in, values out: every length, number and word is checked, for
// the other side may have been taken over by what it reads.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "core/claim.hpp"
#include "core/reading.hpp"
#include "core/result.hpp"
#include "receive/opener.hpp"
#include "receive/poppler.hpp"

namespace claimpack::run {

constexpr std::uint16_t worker_protocol = 1;  // both sides come from one program: another number is a fault

enum class Saying : std::uint16_t {
  job = 1,  // from the parent
  answer = 2,
  ready = 16,  // from the worker
  decoded = 17,
  opened = 18,
  unpacked = 19,
  page = 20,
  reading = 21,
  failed = 22,
  ask_file = 32,
  ask_font = 33,
  ask_poppler = 34,
};

// A message: JSON, and bytes that it tells the meaning of. Descriptors go from the parent to the worker only, beside the header.
struct Frame {
  Saying saying = Saying::ready;
  std::uint32_t sequence = 0;  // of the job that it belongs to
  std::string text;
  std::vector<std::uint8_t> blob;
};

constexpr std::size_t frame_header_bytes = 24;
constexpr std::uint32_t frame_text_bytes_max = 64u << 20;
using FrameHeader = std::array<std::uint8_t, frame_header_bytes>;
struct FrameSize {
  Saying saying = Saying::ready;
  std::uint32_t sequence = 0;
  std::uint32_t text_bytes = 0;
  std::uint64_t blob_bytes = 0;
};
FrameHeader header_of(const Frame& frame);
// The most that a worker may send beside its JSON: pixels, and a page's image as its file holds it.
std::uint64_t blob_bytes_max(const receive::Limits& limits);
core::Result<FrameSize> parse_header(std::span<const std::uint8_t> header, std::uint64_t blob_bytes_max);

// ---- what the parent says

struct Job {
  enum class What : int { open, unpack, decode, read } what = What::open;
  std::uint64_t file = 0;  // the parent's number for it: whoever has it open already need not open it again
  receive::FileKind kind = receive::FileKind::jpeg;
  std::string name;
  int page = 1;  // decode, read: from 1
  receive::Limits limits;
  std::int64_t unpacked_bytes_left = 0;
  bool files_too = true;  // unpack
  bool pictures = false;  // read: three descriptors take what cleaning made (steps.hpp)
  std::string listing;    // of an earlier opening
};
Frame frame_of(const Job& job);
core::Result<Job> parse_job(Frame&& frame);

// What was asked for, as descriptors beside it.
struct Answer {
  std::optional<core::Error> error;
  int exit_code = 0;                    // poppler
  std::string complaints;               // poppler
  std::vector<std::string> extensions;  // poppler: of the files, whose descriptors come after the output's
};
Frame frame_of(const Answer& answer);
core::Result<Answer> parse_answer(const Frame& frame);

// ---- what a worker says

struct Ready {};
struct Decoded {};
struct Opened {
  int pages = 0;
  std::int64_t unpacked_bytes = 0;
  std::string listing;
};
struct Unpacked {
  receive::Archive::Kind kind = receive::Archive::Kind::files;
  std::vector<std::pair<std::string, int>> files;  // names, and the number of the file that was asked for, from 1
  std::vector<core::SetAside> set_aside;
};
struct PageRead {
  core::Reading reading;
  core::EncodedImage original;
  double decode = 0, clean = 0, read = 0;  // CPU seconds
  int colour_channels = 3;                 // of the picture kept
  bool ink = false;                        // there was one
};
struct AskFile {};
struct AskFont {
  std::string path;
};
struct AskPoppler {
  int file = 0;  // 0: the job's own, else of those asked for
  receive::PopplerCall call;
};
using Said = std::variant<Ready, Decoded, Opened, Unpacked, core::Page, PageRead, core::Error, AskFile, AskFont, AskPoppler>;
Frame frame_of(Said&& said);
// Error bad_input for whatever our own program does not say: place is the value's name.
core::Result<Said> parse_said(Frame&& frame, const receive::Limits& limits);
// A whole message as it comes over the wire.
core::Result<Said> parse_worker_message(std::span<const std::uint8_t> bytes, const receive::Limits& limits);

}  // namespace claimpack::run
