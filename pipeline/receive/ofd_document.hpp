// What an OFD's tables say: its documents, their pages, and what the pages draw with. GB/T 33190-2016, chapters 7 and 13.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "receive/ofd_package.hpp"
#include "receive/ofd_xml.hpp"

namespace claimpack::receive {

constexpr int ofd_documents_max = 64;  // DocBody elements of one file

struct OfdTemplate {
  std::string file;
  std::string z_order;
};

struct OfdPage {
  std::string id;
  std::string named;  // as the document names it
  std::string file;   // empty where it is not in the package
};

// A document of the file: one DocBody of OFD.xml.
struct OfdDocument {
  std::string file;  // Document.xml
  std::optional<Rect> area;
  std::vector<OfdPage> pages;
  std::map<std::string, OfdTemplate> templates;
  std::vector<std::string> resources;  // files, the public ones first
  std::string annotations, attachments, custom_tags, signatures;
  std::vector<std::pair<std::string, std::string>> custom_data;  // names and values of DocInfo
};

struct OfdFile {
  std::shared_ptr<const OfdPackage> package;
  std::vector<OfdDocument> documents;
};

// Errors: those of OfdPackage::open, damaged (no OFD.xml, no document), empty (no pages), too_large (pages).
core::Result<OfdFile> open_ofd_file(const std::filesystem::path& path, const std::string& name, const Limits& limits);

struct OfdFont {
  std::string name, family;
  bool bold = false, italic = false, serif = false, fixed = false;
  std::string file;  // embedded; empty where the font is only named
};

struct OfdMedia {
  std::string file, format;
};

// Elements stay in their trees, which `trees` keeps.
struct OfdResources {
  std::map<std::string, OfdFont> fonts;
  std::map<std::string, OfdMedia> media;
  std::map<std::string, pugi::xml_node> draw_params, composites, colour_spaces;
  std::vector<Xml> trees;
  // What cannot be read is left out: who draws with it says so.
  void add(const OfdPackage& package, const std::string& file);
};
OfdResources load_resources(const OfdPackage& package, const OfdDocument& document);

// PageArea or Area: its physical box, else its application box.
std::optional<Rect> area_of(const pugi::xml_node& area);

}  // namespace claimpack::receive
