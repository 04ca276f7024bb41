#include "receive/ofd_embedded.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include "receive/file_name.hpp"
#include "receive/ofd_seal.hpp"

namespace claimpack::receive {

namespace {

constexpr std::size_t values_max = 20000, value_bytes_max = 4096;  // longer ones are signatures and pictures
constexpr int depth_max = 16, attachments_max = 50;

using Values = std::vector<std::pair<std::string, std::string>>;
// What an element says instead of its text; nothing: its text.
using Reading = std::function<std::optional<std::string>(const pugi::xml_node&)>;

void put(Values& values, const std::string& path, std::string value) {
  if (!value.empty() && value.size() <= value_bytes_max && values.size() < values_max)
    values.emplace_back(path, std::move(value));
}

void flatten(const pugi::xml_node& node, const std::string& path, int depth, const Reading& reading, Values& values) {
  if (depth > depth_max || values.size() >= values_max) return;
  for (const auto& attribute : node.attributes()) {
    const std::string name = attribute.name();
    if (name.starts_with("xmlns") || name.starts_with("xsi:")) continue;
    put(values, path + (path.empty() ? "@" : "/@") + name.substr(name.rfind(':') + 1), std::string(trimmed(attribute.value())));
  }
  std::map<std::string, int> seen;
  for (const auto& child : node.children()) {
    if (child.type() != pugi::node_element) continue;
    std::string name(local_name(child));
    const int number = ++seen[name];
    if (number > 1) name += "[" + std::to_string(number) + "]";
    const std::string below = path.empty() ? name : path + "/" + name;
    if (auto said = reading(child)) {
      put(values, below, std::move(*said));
      continue;
    }
    put(values, below, trimmed_text_of(child));
    flatten(child, below, depth + 1, reading, values);
  }
}

bool is_xml(const OfdPackage& package, const std::string& file, std::string_view format) {
  const std::string extension = extension_of(file);
  if (extension == ".xml" || extension == ".xbrl" || format == "xml" || format == "XML" || format == "xbrl") return true;
  const auto head = package.bytes(file, 1 << 20);
  if (!head) return false;
  const std::string_view text(reinterpret_cast<const char*>(head.value().data()), head.value().size());
  return trimmed(text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text).starts_with("<?xml");
}

void take_attachments(const OfdPackage& package, const OfdDocument& document, std::vector<core::EmbeddedData>& all) {
  if (document.attachments.empty()) return;
  const auto list = package.xml(document.attachments);
  if (!list) return;
  int count = 0;
  for (const auto& attachment : children_of(root_of(list.value()), "Attachment")) {
    const std::string file = package.find(child_text(attachment, "FileLoc"), document.attachments);
    if (file.empty() || ++count > attachments_max || !is_xml(package, file, attribute_of(attachment, "Format"))) continue;
    const auto xml = package.xml(file);
    if (!xml) continue;
    const auto root = root_of(xml.value());
    core::EmbeddedData data{file, std::string(local_name(root)), false, flat_values(root)};
    if (!data.values.empty()) all.push_back(std::move(data));
  }
}

// The texts of a document's pages by page and object.
class Texts {
 public:
  Texts(const OfdPackage& package, const OfdDocument& document) : package_(package), document_(document) {}

  std::string of(const std::string& page_id, const std::string& object_id) {
    auto [at, fresh] = pages_.try_emplace(page_id);
    if (fresh) load(page_id, at->second);
    const auto found = at->second.find(object_id);
    return found == at->second.end() ? std::string() : found->second;
  }

 private:
  using Objects = std::map<std::string, std::string>;
  void load(const std::string& page_id, Objects& objects) {
    for (const auto& page : document_.pages) {
      if (page.id != page_id || page.file.empty()) continue;
      if (const auto xml = package_.xml(page.file)) gather(root_of(xml.value()), 0, objects);
      return;
    }
  }
  static void gather(const pugi::xml_node& node, int depth, Objects& objects) {
    if (depth > depth_max) return;
    for (const auto& child : node.children()) {
      if (local_name(child) != "TextObject") {
        gather(child, depth + 1, objects);
        continue;
      }
      std::string text;
      for (const auto& code : children_of(child, "TextCode")) text += text_of(code);
      objects[std::string(attribute_of(child, "ID"))] = std::string(trimmed(text));
    }
  }
  const OfdPackage& package_;
  const OfdDocument& document_;
  std::map<std::string, Objects> pages_;
};

// An element whose children point at objects of the pages, or hold the datum itself.
std::optional<std::string> referred(const pugi::xml_node& node, Texts& texts) {
  std::string said;
  bool any = false;
  for (const auto& child : node.children()) {
    const auto name = local_name(child);
    if (name != "ObjectRef" && name != "ObjectData") continue;
    any = true;
    said += name == "ObjectData" ? trimmed_text_of(child)
                                 : texts.of(std::string(attribute_of(child, "PageRef")), trimmed_text_of(child));
  }
  if (!any) return std::nullopt;
  return said;
}

void take_tags(const OfdPackage& package, const OfdDocument& document, std::vector<core::EmbeddedData>& all) {
  if (document.custom_tags.empty()) return;
  const auto list = package.xml(document.custom_tags);
  if (!list) return;
  Texts texts(package, document);
  int count = 0;
  for (const auto& tag : children_of(root_of(list.value()), "CustomTag")) {
    const std::string file = package.find(child_text(tag, "FileLoc"), document.custom_tags);
    if (file.empty() || ++count > attachments_max) continue;
    const auto xml = package.xml(file);
    if (!xml) continue;
    const auto root = root_of(xml.value());
    core::EmbeddedData data{file, std::string(local_name(root)), true, {}};
    flatten(
        root, "", 0, [&](const pugi::xml_node& node) { return referred(node, texts); }, data.values);
    if (!data.values.empty()) all.push_back(std::move(data));
  }
}

}  // namespace

Values flat_values(const pugi::xml_node& root) {
  Values values;
  flatten(
      root, "", 0, [](const pugi::xml_node&) { return std::nullopt; }, values);
  return values;
}

std::vector<core::EmbeddedData> load_embedded(const OfdPackage& package, const OfdDocument& document) {
  std::vector<core::EmbeddedData> all;
  take_attachments(package, document, all);
  take_tags(package, document, all);
  if (!document.custom_data.empty()) {
    core::EmbeddedData data{"OFD.xml", "CustomDatas", false, {}};
    for (const auto& [name, value] : document.custom_data) put(data.values, name, value);
    if (!data.values.empty()) all.push_back(std::move(data));
  }
  auto signatures = load_signatures(package, document);
  if (!signatures.facts.empty()) all.push_back({document.signatures, "Signatures", false, std::move(signatures.facts)});
  return all;
}

}  // namespace claimpack::receive
