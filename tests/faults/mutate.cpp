#include "faults/mutate.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <string_view>

namespace claimpack::faults {

namespace {

constexpr std::array<std::uint64_t, 16> limits = {0,
                                                  1,
                                                  0x7f,
                                                  0x80,
                                                  0xff,
                                                  0x7fff,
                                                  0x8000,
                                                  0xffff,
                                                  0x10000,
                                                  0x7fffffff,
                                                  0x80000000,
                                                  0xffffffff,
                                                  0xfffffffe,
                                                  0x40000000,
                                                  0x7fffffffffffffff,
                                                  0xffffffffffffffff};
constexpr std::array<std::string_view, 14> figures = {"0",          "-1",
                                                      "1",          "2147483647",
                                                      "2147483648", "-2147483649",
                                                      "4294967296", "99999999999999999999",
                                                      "1e308",      "-1e308",
                                                      "nan",        "inf",
                                                      "0.0000001",  ""};
constexpr std::array<std::string_view, 12> openers = {"[",       "{\"a\":", "(",    "<a>",      "<<",  "- ",
                                                      "&a [*a,", "\"",      "\xff", "\x30\x80", "../", "%PDF-"};

class Spoiler {
 public:
  Spoiler(MutantBytes bytes, const MutantBytes& other, std::uint64_t seed, std::size_t bytes_max)
      : bytes_(std::move(bytes)), other_(other), random_(seed), bytes_max_(std::max(bytes_max, bytes_.size())) {}

  MutantBytes spoiled() {
    for (std::size_t changes = below(2) == 0 ? 1 : 1 + below(8); changes > 0; --changes) change();
    if (bytes_.size() > bytes_max_) bytes_.resize(bytes_max_);
    return std::move(bytes_);
  }

 private:
  // Not std::uniform_int_distribution: its results differ from library to library.
  std::size_t below(std::size_t limit) { return limit == 0 ? 0 : std::size_t(random_() % limit); }
  std::size_t somewhere() { return below(bytes_.size() + 1); }
  auto at(std::size_t place) { return bytes_.begin() + std::ptrdiff_t(place); }

  void change() {
    switch (below(14)) {
      case 0:
      case 1:
        if (!bytes_.empty()) bytes_[below(bytes_.size())] ^= std::uint8_t(1u << below(8));
        return;
      case 2:
        if (!bytes_.empty()) bytes_[below(bytes_.size())] = std::uint8_t(below(256));
        return;
      case 3:
      case 4: return number();
      case 5: return figure();
      case 6: return cut_out();
      case 7: {  // doubled
        const MutantBytes piece = piece_of(bytes_);
        insert(piece);
        return;
      }
      case 8: return insert(piece_of(other_));
      case 9: return over(piece_of(other_));
      case 10: return nest();
      case 12: return wrap();
      case 11:
        return bytes_.resize(below(8) == 0 ? somewhere() : bytes_.size() - below(std::min<std::size_t>(bytes_.size(), 64)));
      default: {  // bytes out of order
        if (bytes_.size() < 2) return;
        const std::size_t from = below(bytes_.size()), count = below(std::min<std::size_t>(32, bytes_.size() - from) + 1);
        for (std::size_t i = count; i > 1; --i) std::swap(bytes_[from + i - 1], bytes_[from + below(i)]);
      }
    }
  }

  void number() {
    const std::size_t width = std::size_t(1) << below(4);
    if (bytes_.size() < width) return;
    const std::size_t place =
        below(4) == 0 ? below(std::min<std::size_t>(64, bytes_.size() - width + 1)) : below(bytes_.size() - width + 1);
    const std::uint64_t value = limits[below(limits.size())] + below(3) - 1;
    const bool big = below(2) == 0;
    for (std::size_t i = 0; i < width; ++i) bytes_[place + i] = std::uint8_t(value >> (8 * (big ? width - 1 - i : i)));
  }

  // A run of digits becomes another.
  void figure() {
    const auto is_digit = [](std::uint8_t c) { return c >= '0' && c <= '9'; };
    const auto begin = std::find_if(at(somewhere()), bytes_.end(), is_digit);
    if (begin == bytes_.end()) return;
    const auto end = std::find_if_not(begin, bytes_.end(), is_digit);
    const std::string_view text = figures[below(figures.size())];
    const auto place = bytes_.erase(begin, end);
    bytes_.insert(place, text.begin(), text.end());
  }

  void cut_out() {
    if (bytes_.empty()) return;
    const std::size_t from = below(bytes_.size());
    bytes_.erase(at(from), at(from + below(std::min<std::size_t>(bytes_.size() - from, below(4) == 0 ? bytes_.size() : 16) + 1)));
  }

  MutantBytes piece_of(const MutantBytes& whole) {
    if (whole.empty()) return {};
    const std::size_t from = below(whole.size()), count = below(std::min<std::size_t>(whole.size() - from, 64) + 1);
    return {whole.begin() + std::ptrdiff_t(from), whole.begin() + std::ptrdiff_t(from + count)};
  }

  void insert(const MutantBytes& piece) {
    if (bytes_.size() + piece.size() <= bytes_max_) bytes_.insert(at(somewhere()), piece.begin(), piece.end());
  }

  void over(const MutantBytes& piece) {
    const std::size_t place = somewhere();
    std::copy_n(piece.begin(), std::min(piece.size(), bytes_.size() - place), at(place));
  }

  // What opens and never closes, as often as there is room: recursion without a limit falls here.
  void nest() {
    const std::string_view opener = openers[below(openers.size())];
    const std::size_t room = bytes_max_ > bytes_.size() ? (bytes_max_ - bytes_.size()) / opener.size() : 0;
    const std::size_t times = below(16) == 0 ? room : std::min<std::size_t>(room, 1 + below(300));
    MutantBytes piece;
    piece.reserve(times * opener.size());
    for (std::size_t i = 0; i < times; ++i) piece.insert(piece.end(), opener.begin(), opener.end());
    bytes_.insert(at(somewhere()), piece.begin(), piece.end());
  }

  // A value deep in lists or elements that all close: what parses, and then has to be walked.
  void wrap() {
    constexpr std::array<std::array<std::string_view, 2>, 4> pairs = {
        {{"[", "]"}, {"{\"a\":", "}"}, {"<a>", "</a>"}, {"(", ")"}}};
    const auto& [open, close] = pairs[below(pairs.size())];
    const auto ends_value = [](std::uint8_t c) { return c == ',' || c == '}' || c == ']' || c == '<' || c == '\n'; };
    const auto begin =
        std::find_if(at(somewhere()), bytes_.end(), [](std::uint8_t c) { return c == ':' || c == '>' || c == '['; });
    if (begin == bytes_.end()) return;
    const std::size_t from = std::size_t(begin - bytes_.begin()) + 1;
    const std::size_t to = std::size_t(std::find_if(begin + 1, bytes_.end(), ends_value) - bytes_.begin());
    const std::size_t room = bytes_max_ > bytes_.size() ? (bytes_max_ - bytes_.size()) / (open.size() + close.size()) : 0;
    const std::size_t times = below(4) == 0 ? room : std::min<std::size_t>(room, 1 + below(2000));
    std::string before, behind;
    for (std::size_t i = 0; i < times; ++i) before += open, behind += close;
    bytes_.insert(at(to), behind.begin(), behind.end());
    bytes_.insert(at(from), before.begin(), before.end());
  }

  MutantBytes bytes_;
  const MutantBytes& other_;
  std::mt19937_64 random_;
  std::size_t bytes_max_;
};

}  // namespace

MutantBytes mutate(const MutantBytes& original, const MutantBytes& other, std::uint64_t seed, std::size_t bytes_max) {
  return Spoiler(original, other, seed * 0x9e3779b97f4a7c15 + 1, bytes_max).spoiled();
}

}  // namespace claimpack::faults
