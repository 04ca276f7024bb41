#include <array>
#include <cstdio>

#include "core/text.hpp"
#include "pack/layout.hpp"

namespace claimpack::pack {
namespace {

// Control characters and broken UTF-8 may come from any page; they would stop the whole text.
std::string escaped(const std::string& text) {
  std::string result;
  for (char32_t c : core::to_u32(text)) {
    if (c == U'&') result += "&amp;";
    else if (c == U'<') result += "&lt;";
    else if (c == U'>') result += "&gt;";
    else if (c == U'\n') result += "\n";
    else if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xfffe || c == 0xffff) result += ' ';
    else result += core::to_utf8(c);
  }
  return result;
}

std::string hex(Rgb colour) {
  std::array<char, 8> text{};
  const auto byte = [](double channel) { return static_cast<unsigned>(channel * 255 + 0.5) & 0xff; };
  std::snprintf(text.data(), text.size(), "#%02x%02x%02x", byte(colour.r), byte(colour.g), byte(colour.b));
  return text.data();
}

}  // namespace

Markup& Markup::plain(const std::string& text) {
  markup_ += escaped(text);
  return *this;
}

Markup& Markup::bold(const std::string& text) {
  markup_ += "<b>" + escaped(text) + "</b>";
  return *this;
}

Markup& Markup::coloured(const std::string& text, Rgb colour, bool bold) {
  markup_ += "<span foreground=\"" + hex(colour) + "\"" + (bold ? " weight=\"bold\">" : ">") + escaped(text) + "</span>";
  return *this;
}

Markup& Markup::small(const std::string& text) {
  markup_ += "<span size=\"smaller\" foreground=\"" + hex(ink::quiet) + "\">" + escaped(text) + "</span>";
  return *this;
}

Markup& Markup::unbroken(const std::string& text) {
  markup_ += "<span size=\"smaller\" foreground=\"" + hex(ink::quiet) + "\" allow_breaks=\"false\">" + escaped(text) + "</span>";
  return *this;
}

Markup& Markup::add(const Markup& more) {
  markup_ += more.markup_;
  return *this;
}

Markup& Markup::line() {
  markup_ += "\n";
  return *this;
}

}  // namespace claimpack::pack
