#include "receive/ofd_xml.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "receive/file_name.hpp"
#include "receive/scan_file.hpp"

namespace claimpack::receive {

namespace {

constexpr double number_max = 1e7;              // 10 km: no page and no font has more
constexpr std::size_t numbers_max = 1'000'000;  // in one list

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

bool is_utf16(const std::vector<std::uint8_t>& bytes) {
  return bytes.size() >= 2 && ((bytes[0] == 0xFF && bytes[1] == 0xFE) || (bytes[0] == 0xFE && bytes[1] == 0xFF));
}

}  // namespace

core::Result<Xml> parse_xml(const std::vector<std::uint8_t>& bytes, const std::string& place) {
  auto xml = std::make_shared<pugi::xml_document>();
  constexpr unsigned options = pugi::parse_default | pugi::parse_ws_pcdata_single;
  pugi::xml_parse_result parsed;
  if (is_utf16(bytes)) {
    parsed = xml->load_buffer(bytes.data(), bytes.size(), options, pugi::encoding_auto);
  } else {
    const std::string text = utf8_name({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    parsed = xml->load_buffer(text.data(), text.size(), options, pugi::encoding_utf8);
  }
  if (!parsed || xml->document_element().empty())
    return damaged(place, std::string("an XML file of the OFD does not parse: ") + parsed.description());
  return Xml(std::move(xml));
}

std::string_view local_name(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  const std::size_t colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

pugi::xml_node root_of(const Xml& xml) { return xml->document_element(); }

pugi::xml_node child_of(const pugi::xml_node& node, std::string_view name) {
  for (const auto& child : node.children())
    if (child.type() == pugi::node_element && local_name(child) == name) return child;
  return {};
}

std::vector<pugi::xml_node> children_of(const pugi::xml_node& node, std::string_view name) {
  std::vector<pugi::xml_node> found;
  for (const auto& child : node.children())
    if (child.type() == pugi::node_element && local_name(child) == name) found.push_back(child);
  return found;
}

std::string_view attribute_of(const pugi::xml_node& node, std::string_view name) {
  for (const auto& attribute : node.attributes()) {
    const std::string_view whole = attribute.name();
    const std::size_t colon = whole.rfind(':');
    if ((colon == std::string_view::npos ? whole : whole.substr(colon + 1)) == name) return attribute.value();
  }
  return {};
}

std::string text_of(const pugi::xml_node& node) {
  std::string text;
  for (const auto& child : node.children())
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) text += child.value();
  return text;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string trimmed_text_of(const pugi::xml_node& node) { return std::string(trimmed(text_of(node))); }

std::string child_text(const pugi::xml_node& node, std::string_view name) { return trimmed_text_of(child_of(node, name)); }

std::vector<double> numbers_of(std::string_view text) {
  std::vector<double> numbers;
  for (std::size_t i = 0; i < text.size() && numbers.size() < numbers_max;) {
    if (is_blank(text[i]) || text[i] == ',' || (text[i] == '+' && i + 1 < text.size() && text[i + 1] != '-')) {
      ++i;
      continue;
    }
    double value = 0;
    const auto [end, fault] = std::from_chars(text.data() + i, text.data() + text.size(), value);
    if (fault != std::errc() || !std::isfinite(value) || std::abs(value) > number_max) break;
    numbers.push_back(value);
    i = std::size_t(end - text.data());
  }
  return numbers;
}

double number_of(std::string_view text, double otherwise) {
  const auto numbers = numbers_of(text.substr(0, 64));
  return numbers.empty() ? otherwise : numbers.front();
}

bool truth_of(std::string_view text, bool otherwise) {
  text = trimmed(text);
  if (text == "true" || text == "1" || text == "True" || text == "TRUE") return true;
  if (text == "false" || text == "0" || text == "False" || text == "FALSE") return false;
  return otherwise;
}

std::optional<Rect> rect_of(std::string_view text) {
  const auto n = numbers_of(text);
  if (n.size() < 4) return std::nullopt;
  return Rect{n[0], n[1], n[2], n[3]};
}

}  // namespace claimpack::receive
