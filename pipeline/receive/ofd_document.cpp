#include "receive/ofd_document.hpp"

#include <utility>

#include "receive/scan_file.hpp"

namespace claimpack::receive {

using core::Error;
using core::ErrorCode;

namespace {

void take_common_data(const OfdPackage& package, const pugi::xml_node& common, OfdDocument& document) {
  document.area = area_of(child_of(common, "PageArea"));
  for (const char* kind : {"PublicRes", "DocumentRes"})
    for (const auto& resource : children_of(common, kind))
      if (auto file = package.find(text_of(resource), document.file); !file.empty())
        document.resources.push_back(std::move(file));
  for (const auto& each : children_of(common, "TemplatePage"))
    document.templates[std::string(attribute_of(each, "ID"))] = {package.find(attribute_of(each, "BaseLoc"), document.file),
                                                                 std::string(attribute_of(each, "ZOrder"))};
}

// The document's root: of the version that is current where there are versions (chapter 19), else the body's own.
std::string root_file(const OfdPackage& package, const pugi::xml_node& body, const std::string& table) {
  for (const auto& version : children_of(child_of(body, "Versions"), "Version")) {
    if (!truth_of(attribute_of(version, "Current"), false)) continue;
    const std::string list = package.find(attribute_of(version, "BaseLoc"), table);
    const auto xml = package.xml(list);
    if (!xml) continue;
    if (auto file = package.find(child_text(root_of(xml.value()), "DocRoot"), list); !file.empty()) return file;
  }
  return package.find(child_text(body, "DocRoot"), table);
}

core::Result<OfdDocument> read_document(const OfdPackage& package, const pugi::xml_node& body, const std::string& table) {
  OfdDocument document;
  const std::string named = child_text(body, "DocRoot");
  document.file = root_file(package, body, table);
  if (document.file.empty()) return damaged(package.name(), "the OFD's document `" + named + "` is not in it");
  const auto xml = package.xml(document.file);
  if (!xml) return xml.error();
  const auto root = root_of(xml.value());
  for (const auto& common : children_of(root, "CommonData")) take_common_data(package, common, document);
  for (const auto& page : children_of(child_of(root, "Pages"), "Page")) {
    const std::string location(attribute_of(page, "BaseLoc"));
    document.pages.push_back({std::string(attribute_of(page, "ID")), location, package.find(location, document.file)});
  }
  document.annotations = package.find(child_text(root, "Annotations"), document.file);
  document.attachments = package.find(child_text(root, "Attachments"), document.file);
  document.custom_tags = package.find(child_text(root, "CustomTags"), document.file);
  document.signatures = package.find(child_text(body, "Signatures"), table);
  for (const auto& data : children_of(child_of(child_of(body, "DocInfo"), "CustomDatas"), "CustomData"))
    document.custom_data.emplace_back(attribute_of(data, "Name"), trimmed_text_of(data));
  return document;
}

bool is_bold(const pugi::xml_node& font, const std::string& name) {
  return truth_of(attribute_of(font, "Bold"), false) || name.find("Bold") != std::string::npos ||
         name.find("粗体") != std::string::npos;
}

}  // namespace

core::Result<OfdFile> open_ofd_file(const std::filesystem::path& path, const std::string& name, const Limits& limits) {
  auto package = OfdPackage::open(path, name, limits);
  if (!package) return package.error();
  OfdFile ofd{std::move(package).value(), {}};
  const std::string table = ofd.package->find("/OFD.xml", "");
  if (table.empty()) return damaged(name, "the OFD has no OFD.xml, or it cannot be unpacked");
  const auto xml = ofd.package->xml(table);
  if (!xml) return xml.error();
  int pages = 0;
  for (const auto& body : children_of(root_of(xml.value()), "DocBody")) {
    if (int(ofd.documents.size()) >= ofd_documents_max)
      return Error{ErrorCode::too_large, "the OFD has more documents than the limit of " + std::to_string(ofd_documents_max),
                   name, "split it"};
    auto document = read_document(*ofd.package, body, table);
    if (!document) return document.error();
    pages += int(document.value().pages.size());
    ofd.documents.push_back(std::move(document).value());
  }
  if (pages > limits.pages_max)
    return Error{ErrorCode::too_large,
                 "the OFD has " + std::to_string(pages) + " pages, more than the limit of " + std::to_string(limits.pages_max),
                 name, "split it or raise the limit in the settings"};
  if (pages == 0) return Error{ErrorCode::empty, "the OFD has no pages", name, "save it again"};
  return ofd;
}

void OfdResources::add(const OfdPackage& package, const std::string& file) {
  auto xml = package.xml(file);
  if (!xml) return;
  const auto root = root_of(xml.value());
  const std::string base(trimmed(attribute_of(root, "BaseLoc")));
  const auto located = [&](std::string_view named) {
    std::string inside = base.empty() ? std::string(trimmed(named)) : base + "/" + std::string(trimmed(named));
    if (!named.empty() && (trimmed(named).front() == '/' || trimmed(named).front() == '\\')) inside = trimmed(named);
    auto found = package.find(inside, file);
    return found.empty() ? package.find(named, file) : found;
  };
  const auto id = [](const pugi::xml_node& node) { return std::string(trimmed(attribute_of(node, "ID"))); };
  for (const auto& group : root.children()) {
    const auto kind = local_name(group);
    for (const auto& each : group.children()) {
      if (each.type() != pugi::node_element) continue;
      if (kind == "Fonts") {
        OfdFont font;
        font.name = attribute_of(each, "FontName"), font.family = attribute_of(each, "FamilyName");
        font.bold = is_bold(each, font.name), font.italic = truth_of(attribute_of(each, "Italic"), false);
        font.serif = truth_of(attribute_of(each, "Serif"), false), font.fixed = truth_of(attribute_of(each, "FixedWidth"), false);
        if (const auto named = child_text(each, "FontFile"); !named.empty()) font.file = located(named);
        fonts[id(each)] = std::move(font);
      } else if (kind == "MultiMedias") {
        media[id(each)] = {located(child_text(each, "MediaFile")), std::string(attribute_of(each, "Format"))};
      } else if (kind == "DrawParams") {
        draw_params[id(each)] = each;
      } else if (kind == "CompositeGraphicUnits") {
        composites[id(each)] = each;
      } else if (kind == "ColorSpaces") {
        colour_spaces[id(each)] = each;
      }
    }
  }
  trees.push_back(std::move(xml).value());
}

OfdResources load_resources(const OfdPackage& package, const OfdDocument& document) {
  OfdResources resources;
  for (const auto& file : document.resources) resources.add(package, file);
  return resources;
}

std::optional<Rect> area_of(const pugi::xml_node& area) {
  for (const char* name : {"PhysicalBox", "ApplicationBox", "CropBox", "ContentBox"}) {
    const auto box = rect_of(text_of(child_of(area, name)));
    if (box && !box->empty()) return box;
  }
  return std::nullopt;
}

}  // namespace claimpack::receive
