#include "receive/file_name.hpp"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <memory>

#include "receive/receive.hpp"

namespace claimpack::receive {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Length of the well-formed sequence at `i`, 0 where there is none.
std::size_t sequence_length(std::string_view text, std::size_t i) {
  const auto byte = [&](std::size_t k) { return k < text.size() ? static_cast<unsigned char>(text[k]) : 0u; };
  const auto more = [&](std::size_t k) { return (byte(k) & 0xC0u) == 0x80u; };
  const unsigned first = byte(i);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return more(i + 1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    if (!more(i + 1) || !more(i + 2) || (first == 0xE0 && byte(i + 1) < 0xA0) || (first == 0xED && byte(i + 1) >= 0xA0)) return 0;
    return 3;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    if (!more(i + 1) || !more(i + 2) || !more(i + 3) || (first == 0xF0 && byte(i + 1) < 0x90) ||
        (first == 0xF4 && byte(i + 1) >= 0x90))
      return 0;
    return 4;
  }
  return 0;
}

struct Form {
  bool well_formed = true;
  bool only_pairs = false;  // there are sequences of two bytes and none longer
};

Form form_of(std::string_view text) {
  bool pairs = false, longer = false;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = sequence_length(text, i);
    if (length == 0) return {false, false};
    pairs |= length == 2;
    longer |= length > 2;
    i += length;
  }
  return {true, pairs && !longer};
}

// Empty where the bytes are not GB 18030.
std::string from_gb18030(std::string_view bytes) {
  const iconv_t converter = iconv_open("UTF-8", "GB18030");
  if (converter == iconv_t(-1)) return {};  // NOLINT(performance-no-int-to-ptr): so POSIX has it
  std::string input(bytes), output(bytes.size() * 4 + 4, '\0');
  char* from = input.data();
  char* to = output.data();
  std::size_t from_left = input.size(), to_left = output.size();
  const std::size_t done = iconv(converter, &from, &from_left, &to, &to_left);
  iconv_close(converter);
  if (done == std::size_t(-1)) return {};
  output.resize(output.size() - to_left);
  return output;
}

}  // namespace

std::string unmarked_name(std::string_view bytes) {
  // Two GBK bytes may look like a Latin or Cyrillic letter of UTF-8 (联通 is the famous one). In names of this work
  // a Chinese character is the likelier reading; characters of UTF-8 Chinese have three bytes.
  if (form_of(bytes).only_pairs)
    if (auto converted = from_gb18030(bytes); !converted.empty()) return converted;
  return utf8_name(bytes);
}

std::string utf8_name(std::string_view bytes) {
  if (form_of(bytes).well_formed) return std::string(bytes);
  if (auto converted = from_gb18030(bytes); !converted.empty()) return converted;
  std::string name;
  for (std::size_t i = 0; i < bytes.size();) {
    const std::size_t length = sequence_length(bytes, i);
    if (length == 0) name += "\xEF\xBF\xBD";
    else name += bytes.substr(i, length);
    i += std::max<std::size_t>(length, 1);
  }
  return name;
}

std::string extension_of(std::string_view name) {
  const std::size_t slash = name.rfind('/');
  if (slash != std::string_view::npos) name.remove_prefix(slash + 1);
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return {};
  std::string extension(name.substr(dot));
  std::transform(extension.begin(), extension.end(), extension.begin(), lower);
  return extension;
}

bool named_like_scan(std::string_view name) {
  static constexpr std::array<std::string_view, 15> known = {".jpg",  ".jpeg", ".jpe", ".jfif", ".png",  ".bmp", ".dib", ".tif",
                                                             ".tiff", ".pdf",  ".ofd", ".heic", ".webp", ".gif", ".jp2"};
  const std::string extension = extension_of(name);
  return std::find(known.begin(), known.end(), extension) != known.end();
}

bool is_leftover(std::string_view name) {
  if (name == "__MACOSX" || name.starts_with("__MACOSX/") || name.find("/__MACOSX/") != std::string_view::npos) return true;
  const std::size_t slash = name.rfind('/');
  const std::string_view last = slash == std::string_view::npos ? name : name.substr(slash + 1);
  std::string small(last);
  std::transform(small.begin(), small.end(), small.begin(), lower);
  return last.starts_with('.') || last.starts_with("~$") || small == "thumbs.db" || small == "desktop.ini";
}

bool natural_less(const std::string& a, const std::string& b) {
  std::size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    if (is_digit(a[i]) && is_digit(b[j])) {
      // Numbers of any length: leading zeros aside, the longer is the greater.
      std::size_t i_end = i, j_end = j;
      while (i_end < a.size() && is_digit(a[i_end])) ++i_end;
      while (j_end < b.size() && is_digit(b[j_end])) ++j_end;
      while (i + 1 < i_end && a[i] == '0') ++i;
      while (j + 1 < j_end && b[j] == '0') ++j;
      if (i_end - i != j_end - j) return i_end - i < j_end - j;
      const int order = a.compare(i, i_end - i, b, j, j_end - j);
      if (order != 0) return order < 0;
      i = i_end;
      j = j_end;
      continue;
    }
    const auto x = static_cast<unsigned char>(lower(a[i])), y = static_cast<unsigned char>(lower(b[j]));
    if (x != y) return x < y;
    ++i;
    ++j;
  }
  if (i < a.size() || j < b.size()) return i == a.size();
  return a < b;
}

}  // namespace claimpack::receive
