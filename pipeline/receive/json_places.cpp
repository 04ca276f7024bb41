#include "receive/json_places.hpp"

#include <algorithm>

namespace claimpack::receive {

namespace {

constexpr int depth_max = 64;

// Walks JSON that is known to be well-formed; still never reads beyond its end.
class Walk {
 public:
  explicit Walk(const std::string& json) : json_(json) {}

  std::map<std::string, std::size_t> run() {
    value("", 0);
    return std::move(places_);
  }

 private:
  char now() const { return at_ < json_.size() ? json_[at_] : '\0'; }

  void skip(const char* characters) { at_ = std::min(json_.find_first_not_of(characters, at_), json_.size()); }

  // The raw text between the quotes: keys of the contract have no escapes.
  std::string string() {
    const std::size_t start = ++at_;
    while (at_ < json_.size() && json_[at_] != '"') at_ += json_[at_] == '\\' ? 2 : 1;
    at_ = std::min(at_, json_.size());
    const std::string text = json_.substr(start, at_ - start);
    if (at_ < json_.size()) ++at_;
    return text;
  }

  void members(const std::string& pointer, int depth, char end) {
    ++at_;
    for (int index = 0;; ++index) {
      skip(" \t\r\n,");
      if (now() == end || now() == '\0') break;
      std::string key = std::to_string(index);
      if (end == '}') {
        key = string();
        skip(" \t\r\n:");
      }
      value(pointer + "/" + key, depth + 1);
    }
    if (at_ < json_.size()) ++at_;
  }

  void value(const std::string& pointer, int depth) {
    skip(" \t\r\n");
    if (depth > depth_max) {
      at_ = json_.size();
      return;
    }
    places_[pointer] = at_;
    if (now() == '{') members(pointer, depth, '}');
    else if (now() == '[') members(pointer, depth, ']');
    else if (now() == '"') string();
    else at_ = std::min(json_.find_first_of(" \t\r\n,]}", at_), json_.size());
  }

  const std::string& json_;
  std::size_t at_ = 0;
  std::map<std::string, std::size_t> places_;
};

}  // namespace

std::map<std::string, std::size_t> json_places(const std::string& json) { return Walk(json).run(); }

std::string place_at(const std::string& name, const std::string& text, std::size_t byte) {
  byte = std::min(byte, text.size());
  const auto begin = text.begin(), here = begin + std::ptrdiff_t(byte);
  const auto line = 1 + std::count(begin, here, '\n');
  const std::size_t newline = byte == 0 ? std::string::npos : text.rfind('\n', byte - 1);
  const auto line_start = newline == std::string::npos ? begin : begin + std::ptrdiff_t(newline) + 1;
  const auto column = 1 + std::count_if(line_start, here, [](char c) { return (c & 0xC0) != 0x80; });
  return name + ":" + std::to_string(line) + ":" + std::to_string(column);
}

}  // namespace claimpack::receive
