#include "run/separator.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace claimpack::run {

namespace {

const std::string square_head = "CLAIMPACK:NEW", bar_head = "CPNEW";
constexpr std::size_t serial_max = 24, word_max = 40, text_max = 200;

bool is_word(const std::string& text, std::size_t bytes_max) {
  return text.size() <= bytes_max && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
         });
}

std::optional<Separator> parse_square(const std::string& text) {
  Separator separator;
  for (std::size_t from = square_head.size(); from < text.size();) {
    if (text[from] != ';') return std::nullopt;
    const auto to = std::min(text.find(';', from + 1), text.size());
    const std::string part = text.substr(from + 1, to - from - 1);
    if (part.size() < 2 || part[1] != '=') return std::nullopt;
    const std::string value = part.substr(2);
    if (!is_word(value, part[0] == 'S' ? serial_max : word_max)) return std::nullopt;
    if (part[0] == 'R') separator.region = value;
    else if (part[0] == 'T') separator.claim_type = value;
    else if (part[0] == 'S') separator.serial = value;
    else if (part[0] == 'P') separator.counter = value == "counter";
    // What a later program may say besides is passed over: a new claim begins all the same.
    from = to;
  }
  return separator;
}

std::optional<Separator> parse_bar(const std::string& text) {
  Separator separator;
  std::size_t at = bar_head.size();
  if (at < text.size() && text[at] == 'C') separator.counter = true, ++at;
  if (at >= text.size() || text[at] != '-' || !is_word(text.substr(at + 1), serial_max)) return std::nullopt;
  separator.serial = text.substr(at + 1);
  if (separator.serial == "0") separator.serial.clear();
  return separator;
}

}  // namespace

std::string square_text(const Separator& separator) {
  std::string text = square_head;
  if (!separator.region.empty()) text += ";R=" + separator.region;
  if (!separator.claim_type.empty()) text += ";T=" + separator.claim_type;
  if (separator.counter) text += ";P=counter";
  if (!separator.serial.empty()) text += ";S=" + separator.serial;
  return text;
}

// A sheet without a serial says 0: a bar code of fewer characters is not believed (read/codes.cpp).
std::string bar_text(const Separator& separator) {
  return bar_head + (separator.counter ? "C-" : "-") + (separator.serial.empty() ? "0" : separator.serial);
}

std::optional<Separator> parse_separator(const std::string& text) {
  if (text.size() > text_max) return std::nullopt;
  if (text.compare(0, square_head.size(), square_head) == 0) return parse_square(text);
  if (text.compare(0, bar_head.size(), bar_head) == 0) return parse_bar(text);
  return std::nullopt;
}

std::optional<Separator> separator_on(const core::Reading& page) {
  std::optional<Separator> bars;
  for (const core::Code& code : page.codes) {
    const auto found = parse_separator(code.payload);
    if (found && code.symbology == "QRCode") return found;
    if (found) bars = found;
  }
  return bars;
}

std::string facts_of(const Separator& separator) {
  nlohmann::ordered_json facts = nlohmann::ordered_json::object();
  if (!separator.region.empty()) facts["region"] = separator.region;
  if (!separator.claim_type.empty()) facts["claim_type"] = separator.claim_type;
  if (separator.counter) facts["channel"] = "window";
  return facts.empty() ? std::string() : facts.dump();
}

}  // namespace claimpack::run
