// `claimpack extract`: documents and fields of loose pages, without the rules of a claim.
#include <algorithm>

#include "pack/pack.hpp"
#include "run/batch.hpp"
#include "run/commands.hpp"
#include "run/equipment.hpp"
#include "run/summary.hpp"
#include "run/table.hpp"

namespace claimpack::run {

namespace {

std::string text_of(const core::Field& field) {
  if (field.flag) return *field.flag ? "true" : "false";
  if (!field.is_list) return field.value;
  std::string text;
  for (const auto& each : field.list) text += (text.empty() ? "" : "；") + each;
  return text;
}

// A row of the table for every field, then the document's own table.
std::string text_of(const core::Document& document, const OpenClaim& open, const extract::Templates& templates) {
  std::string text = extract::title_of(templates, document.kind) + "  " + document.kind;
  if (!document.subtype.empty()) text += " (" + document.subtype + ")";
  for (const auto& page : document.pages) {
    const core::Origin& origin = open.pages.at(std::size_t(page.page)).reading.origin;
    text += "  " + origin.file + ":" + std::to_string(origin.page);
  }
  text += "\n";
  std::vector<std::vector<std::string>> rows;
  for (const auto& [name, field] : document.fields) rows.push_back({"  " + name, text_of(field), fixed(field.confidence, 3)});
  text += table(rows);
  if (document.items.empty()) return text + "\n";
  std::vector<std::string> columns;
  for (const auto& row : document.items)
    for (const auto& [name, field] : row)
      if (std::find(columns.begin(), columns.end(), name) == columns.end()) columns.push_back(name);
  std::vector<std::vector<std::string>> items{{"  #"}};
  items[0].insert(items[0].end(), columns.begin(), columns.end());
  for (std::size_t i = 0; i < document.items.size(); ++i) {
    items.push_back({"  " + std::to_string(i + 1)});
    for (const auto& column : columns) {
      const auto found = document.items[i].find(column);
      items.back().push_back(found == document.items[i].end() ? "" : text_of(found->second));
    }
  }
  return text + table(items) + "\n";
}

}  // namespace

Exit extract_command(const std::vector<std::filesystem::path>& files, const Common& common) {
  const auto equipment = load_equipment(common);
  auto opened = equipment ? open_files(files, *equipment.value()) : equipment.error();
  if (!opened) return refuse(opened.error(), common);
  if (!equipment.value()->readers.warning.empty()) common.err << equipment.value()->readers.warning << std::endl;
  const auto open = std::make_shared<OpenClaim>(std::move(opened).value());
  Progress progress(common.err, common.err_is_terminal, common.language, 1);
  progress.pages_found(static_cast<int>(open->received.pages.size()));
  {
    Workers workers(jobs_of(common.jobs, equipment.value()->settings), work_limit(*equipment.value()));
    read_pages(open, equipment.value(), workers, progress);
  }
  progress.end();
  const core::Claim found = find_documents(*open, *equipment.value());
  for (const auto& file : found.set_aside)
    common.err << (file.error ? say(*file.error, common.language) : file.file + "：" + file.reason) << std::endl;
  if (common.as_json) common.out << pack::documents_json(found, readings_of(*open));
  else
    for (const auto& document : found.documents) common.out << text_of(document, *open, *equipment.value()->knowledge.templates);
  common.out << std::flush;
  const int lost = lost_pages(*open);
  return lost == static_cast<int>(open->pages.size()) ? Exit::nothing_done : lost ? Exit::not_read : Exit::all_complete;
}

}  // namespace claimpack::run
