#include "store/tar.hpp"

#include <algorithm>
#include <cstring>

namespace claimpack::store {

using core::Done;
using core::Error;
using core::ErrorCode;
using core::Result;

namespace {

constexpr std::size_t block = 512;
constexpr std::size_t name_max = 100;
constexpr std::int64_t bytes_max = (std::int64_t(1) << 33) - 1;  // eleven octal digits

Error damaged(const std::string& what) {
  return {ErrorCode::damaged, "The backup is damaged: " + what, "", "Take another backup"};
}

void put_octal(char* at, int digits, std::uint64_t value) {
  for (int i = digits - 1; i >= 0; --i, value >>= 3) at[i] = char('0' + (value & 7));
}

unsigned sum_of(const std::string& header) {
  unsigned sum = 0;
  for (std::size_t i = 0; i < block; ++i) sum += i >= 148 && i < 156 ? ' ' : static_cast<unsigned char>(header[i]);
  return sum;
}

std::int64_t octal(const std::string& header, std::size_t at, std::size_t count) {
  std::int64_t value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (header[i] == '\0' || header[i] == ' ') break;
    if (header[i] < '0' || header[i] > '7') return -1;
    value = value * 8 + (header[i] - '0');
  }
  return value;
}

// Fills all of `into`, or says how much there was.
Result<std::size_t> fill(core::InFile& in, std::span<char> into) {
  std::size_t done = 0;
  while (done < into.size()) {
    const auto count = in.read(into.subspan(done));
    if (!count) return count;
    if (count.value() == 0) break;
    done += count.value();
  }
  return done;
}

}  // namespace

Result<Done> TarWriter::add(const std::string& name, core::InFile& from, std::int64_t bytes) {
  if (name.size() > name_max || bytes > bytes_max) return Error{ErrorCode::too_large, "Too large for a backup", name, "Split it"};
  std::string header(block, '\0');
  std::copy(name.begin(), name.end(), header.begin());
  put_octal(&header[100], 7, 0644), put_octal(&header[108], 7, 0), put_octal(&header[116], 7, 0);
  put_octal(&header[124], 11, std::uint64_t(bytes)), put_octal(&header[136], 11, 0);
  header[156] = '0';
  std::memcpy(&header[257], "ustar\00000", 8);
  put_octal(&header[148], 6, sum_of(header));
  header[155] = ' ';
  if (const auto written = out_.write(header); !written) return written;
  std::int64_t done = 0;
  for (std::string piece(1 << 18, '\0');;) {
    const auto count = from.read(piece);
    if (!count) return count.error();
    if (count.value() == 0) break;
    done += std::int64_t(count.value());
    if (const auto written = out_.write({piece.data(), count.value()}); !written) return written;
  }
  if (done != bytes) return damaged(name + " is not as long as it was");
  return out_.write(std::string((block - std::size_t(bytes) % block) % block, '\0'));
}

Result<Done> TarWriter::finish() { return out_.write(std::string(2 * block, '\0')); }

Result<Done> read_tar(core::InFile& in,
                      const std::function<Result<Done>(const std::string&, std::int64_t, const TarRead&)>& take) {
  for (std::string header(block, '\0');;) {
    const auto count = fill(in, header);
    if (!count) return count.error();
    if (count.value() != block) return damaged("it ends early");
    if (std::all_of(header.begin(), header.end(), [](char c) { return c == '\0'; })) return Done{};
    if (std::memcmp(&header[257], "ustar", 5) != 0 || octal(header, 148, 6) != std::int64_t(sum_of(header)) || header[156] != '0')
      return damaged("this is no backup of claimpack");
    const std::string name(header.data(), strnlen(header.data(), name_max));
    const std::int64_t bytes = octal(header, 124, 11);
    if (bytes < 0) return damaged("a length does not parse");
    std::int64_t left = bytes;
    const TarRead read = [&](std::span<char> into) -> Result<std::size_t> {
      const auto part = into.subspan(0, std::size_t(std::min<std::int64_t>(left, std::int64_t(into.size()))));
      const auto got = fill(in, part);
      if (got && got.value() != part.size()) return damaged("it ends early");
      if (got) left -= std::int64_t(got.value());
      return got;
    };
    if (const auto taken = take(name, bytes, read); !taken) return taken;
    if (left != 0) return damaged(name + " was not read to its end");
    std::string padding((block - std::size_t(bytes) % block) % block, '\0');
    const auto rest = fill(in, padding);
    if (!rest || rest.value() != padding.size()) return damaged("it ends early");
  }
}

}  // namespace claimpack::store
