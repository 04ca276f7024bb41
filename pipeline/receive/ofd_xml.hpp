// OFD's XML read leniently: elements and attributes by their local names, whatever the prefix; numbers that are none
// are left out.
#pragma once

#include <memory>
#include <optional>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace claimpack::receive {

using Xml = std::shared_ptr<const pugi::xml_document>;

constexpr std::int64_t ofd_xml_bytes_max = 24 << 20;  // of one XML file: its tree takes up to sixteen times as much

// Millimetres, y down, as everywhere in OFD.
struct Rect {
  double x = 0, y = 0, w = 0, h = 0;
  bool empty() const { return !(w > 0 && h > 0); }
};

// Error damaged where it is not well-formed. GB 18030 without UTF-8 is understood.
core::Result<Xml> parse_xml(const std::vector<std::uint8_t>& bytes, const std::string& place);

std::string_view local_name(const pugi::xml_node& node);
pugi::xml_node root_of(const Xml& xml);
// The first child element of this local name; a null node where there is none.
pugi::xml_node child_of(const pugi::xml_node& node, std::string_view name);
std::vector<pugi::xml_node> children_of(const pugi::xml_node& node, std::string_view name);
// Empty where there is none.
std::string_view attribute_of(const pugi::xml_node& node, std::string_view name);
// Text and CDATA joined, as it stands.
std::string text_of(const pugi::xml_node& node);
std::string trimmed_text_of(const pugi::xml_node& node);
std::string child_text(const pugi::xml_node& node, std::string_view name);

std::string_view trimmed(std::string_view text);
// Parted by blanks or commas; what is no finite number ends the list.
std::vector<double> numbers_of(std::string_view text);
double number_of(std::string_view text, double otherwise);
bool truth_of(std::string_view text, bool otherwise);
std::optional<Rect> rect_of(std::string_view text);

}  // namespace claimpack::receive
