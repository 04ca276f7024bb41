#include "extract/refine.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>

#include "core/text.hpp"
#include "extract/template.hpp"

namespace claimpack::extract {

namespace {

using core::Error;
using core::ErrorCode;
using core::Result;

constexpr std::size_t hospital_min = 4, label_min = 2;  // characters: shorter ones are found everywhere

std::u32string plain(const std::string& text) { return core::to_u32(core::without_blanks(core::fold_width(text))); }

Error wrong(const std::string& what, const std::string& file, int line) {
  return {ErrorCode::bad_input, what, file + ":" + std::to_string(line), "Show the field again, or mend the line"};
}

int line_of(const YAML::Node& node) { return node.Mark().line + 1; }

// `known`: may the kind be refined there?
template <class Known>
std::optional<Error> read_labels(const YAML::Node& map, const char* what, const std::string& file, Known&& known,
                                 std::map<std::string, std::vector<std::string>>& into) {
  if (!map) return {};
  if (!map.IsMap()) return wrong(std::string("`") + what + "` must be a map", file, line_of(map));
  for (const auto& pair : map) {
    const auto name = pair.first.as<std::string>();
    if (!known(name)) return wrong("The kind has no `" + name + "` among its " + what, file, line_of(pair.first));
    if (!pair.second.IsSequence()) return wrong("The labels of `" + name + "` must be a list", file, line_of(pair.second));
    for (const auto& label : pair.second) {
      into[name].push_back(label.as<std::string>());
      if (plain(into[name].back()).size() < label_min) return wrong("The label is too short", file, line_of(label));
    }
  }
  return {};
}

bool has_field(const DocumentTemplate& kind, const std::string& name) {
  return std::any_of(kind.fields.begin(), kind.fields.end(), [&](const FieldTemplate& field) { return field.name == name; });
}

bool has_column(const DocumentTemplate& kind, const std::string& name) {
  return std::any_of(kind.items.columns.begin(), kind.items.columns.end(),
                     [&](const ColumnTemplate& column) { return column.name == name; });
}

// What a person showed goes before what the kind knows, and is nobody else's label or stop any more.
void put_first(const std::vector<std::string>& labels, std::vector<std::u32string>& into) {
  std::vector<std::u32string> first;
  for (const std::string& label : labels) first.push_back(plain(label));
  for (const auto& old : into)
    if (std::find(first.begin(), first.end(), old) == first.end()) first.push_back(old);
  into = std::move(first);
}

DocumentTemplate merged(DocumentTemplate kind, const Refinement& refinement) {
  for (const auto& [name, labels] : refinement.fields)
    for (const std::string& label : labels) {
      std::erase(kind.stops, plain(label));
      for (FieldTemplate& field : kind.fields)
        if (field.name != name) std::erase(field.labels, plain(label));
    }
  for (const auto& [name, labels] : refinement.fields)
    for (FieldTemplate& field : kind.fields)
      if (field.name == name) put_first(labels, field.labels);
  for (const auto& [name, labels] : refinement.columns)
    for (ColumnTemplate& column : kind.items.columns) {
      if (column.name == name) put_first(labels, column.labels);
      else
        for (const std::string& label : labels) std::erase(column.labels, plain(label));
    }
  return kind;
}

}  // namespace

Result<Refinement> read_refinement(const std::string& yaml, const std::string& file, const Templates& templates) try {
  const YAML::Node root = YAML::Load(yaml);
  if (!root.IsMap()) return wrong("A refinement is a map", file, 1);
  for (const auto& pair : root) {
    const auto key = pair.first.as<std::string>();
    if (key != "refines" && key != "hospital" && key != "fields" && key != "columns")
      return wrong("Unknown key \"" + key + "\"", file, line_of(pair.first));
  }
  if (!root["refines"] || !root["hospital"]) return wrong("`refines` and `hospital` are needed", file, 1);
  Refinement out;
  out.kind = root["refines"].as<std::string>(), out.hospital = root["hospital"].as<std::string>();
  const auto kind = templates.by_kind.find(out.kind);
  if (kind == templates.by_kind.end()) return wrong("There is no kind `" + out.kind + "`", file, line_of(root["refines"]));
  if (plain(out.hospital).size() < hospital_min)
    return wrong("The hospital's name is too short", file, line_of(root["hospital"]));
  if (auto fault = read_labels(
          root["fields"], "fields", file, [&](const std::string& name) { return has_field(kind->second, name); }, out.fields))
    return *fault;
  if (auto fault = read_labels(
          root["columns"], "columns", file, [&](const std::string& name) { return has_column(kind->second, name); }, out.columns))
    return *fault;
  if (out.fields.empty() && out.columns.empty()) return wrong("The refinement shows nothing", file, 1);
  return out;
} catch (const YAML::Exception& fault) { return wrong(fault.msg, file, fault.mark.line + 1); }

std::string refinement_yaml(const Refinement& refinement) {
  YAML::Emitter out;
  out << YAML::BeginMap << YAML::Key << "refines" << YAML::Value << refinement.kind << YAML::Key << "hospital" << YAML::Value
      << refinement.hospital;
  const auto add = [&](const char* what, const std::map<std::string, std::vector<std::string>>& labels) {
    if (labels.empty()) return;
    out << YAML::Key << what << YAML::Value << YAML::BeginMap;
    for (const auto& [name, list] : labels) out << YAML::Key << name << YAML::Value << YAML::Flow << list;
    out << YAML::EndMap;
  };
  add("fields", refinement.fields), add("columns", refinement.columns);
  out << YAML::EndMap;
  return std::string(out.c_str()) + "\n";
}

Result<std::shared_ptr<const Templates>> refined(const Templates& templates, const std::vector<Refinement>& refinements) {
  auto out = std::make_shared<Templates>(templates);
  for (const Refinement& each : refinements) {
    const auto kind = out->by_kind.find(each.kind);
    if (kind == out->by_kind.end()) return wrong("There is no kind `" + each.kind + "`", each.hospital, 1);
    const std::string hospital = core::to_utf8(plain(each.hospital));
    // Two of one hospital add up: the second refines the first.
    const auto before = std::find_if(out->refined.begin(), out->refined.end(), [&](const auto& r) {
      return r.hospital == hospital && r.document.kind == kind->second.kind;
    });
    if (before != out->refined.end()) before->document = merged(std::move(before->document), each);
    else out->refined.push_back({hospital, merged(kind->second, each)});
  }
  return std::shared_ptr<const Templates>(std::move(out));
}

Result<std::shared_ptr<const Templates>> refined_by_folder(std::shared_ptr<const Templates> templates,
                                                           const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code fault;
  for (std::filesystem::directory_iterator at(folder, fault), end; !fault && at != end; at.increment(fault))
    if (at->path().extension() == ".yaml" && at->path().filename().string().front() != '.') files.push_back(at->path());
  std::sort(files.begin(), files.end());
  std::vector<Refinement> all;
  for (const auto& file : files) {
    std::ifstream in(file, std::ios::binary);
    const std::string yaml{std::istreambuf_iterator<char>(in), {}};
    auto read = read_refinement(yaml, file.string(), *templates);
    if (!read) return read.error();
    all.push_back(std::move(read).value());
  }
  if (all.empty()) return templates;
  return refined(*templates, all);
}

std::string label_at(const core::Reading& page, const core::Box& upright) {
  const auto read = read_place(page, upright, "");
  if (!read) return {};
  std::u32string label = plain(read.value().text);
  // What a wide box caught beside the label ("其" of a frame) stands behind its colon.
  if (const auto colon = label.find_first_of(U":：", 1); colon != label.npos) label.resize(colon);
  const auto is_frame = [](char32_t c) { return std::u32string_view(U":：()（）[]【】*").find(c) != std::u32string_view::npos; };
  while (!label.empty() && is_frame(label.back())) label.pop_back();
  while (!label.empty() && is_frame(label.front())) label.erase(label.begin());
  return core::to_utf8(label);
}

}  // namespace claimpack::extract
