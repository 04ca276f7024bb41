#include "run/claim_parts.hpp"

#include <algorithm>
#include <map>

#include "core/text.hpp"
#include "run/loose_pages.hpp"
#include "run/steps.hpp"

namespace claimpack::run {

namespace {

struct Files {
  std::vector<std::int64_t> arrivals;
  std::vector<std::string> names;
  std::vector<LoosePage> pages;
};

Files files_of(const OpenClaim& open, const std::vector<std::int64_t>& from) {
  Files files;
  std::map<std::int64_t, std::size_t> place;
  for (std::size_t i = 0; i < open.pages.size(); ++i) {
    const auto [found, fresh] = place.emplace(from[i], files.arrivals.size());
    if (fresh) files.arrivals.push_back(from[i]), files.names.push_back(open.pages[i].reading.origin.file);
    files.pages.push_back({found->second, &open.pages[i].reading, open.pages[i].lost.has_value()});
  }
  return files;
}

std::vector<core::Document> documents_of(const OpenClaim& open, const Equipment& equipment) {
  const Readable readable = readable_pages(open);
  auto classified = classify::classify(readable.readings, *equipment.knowledge.kinds);
  renumber(classified, readable.indices);
  const auto all = readings_of(open);
  std::vector<core::Document> documents;
  for (const core::Sheet& sheet : classified.sheets)
    documents.push_back(extract::extract(sheet, all, *equipment.knowledge.templates));
  return documents;
}

core::ClaimPart ledger_part(const LoosePart& part, const Files& files, const core::LedgerClaim& claim) {
  core::ClaimPart made;
  made.claim_name = part.separator.serial.empty() ? claim.name : "件-" + part.separator.serial;
  for (const std::size_t file : part.files) made.arrivals.push_back(files.arrivals[file]);
  made.priority =
      claim.priority + (part.separator.counter && claim.priority < core::counter_priority ? core::counter_priority : 0);
  made.facts = facts_of(part.separator);
  for (const std::string& each : part.doubts) made.doubts += (made.doubts.empty() ? "" : "\n") + each;
  return made;
}

}  // namespace

Parted part_claim(const OpenClaim& open, const core::LedgerClaim& claim, const std::vector<std::int64_t>& from,
                  const Equipment& equipment) {
  if (claim.parent != 0 || !claim.outcome.empty() || claim.one_file) return {};
  const Files files = files_of(open, from);
  if (files.arrivals.size() < 2) return {};
  const bool sheets = std::any_of(open.pages.begin(), open.pages.end(),
                                  [](const PageRecord& page) { return separator_on(page.reading).has_value(); });
  std::vector<LoosePart> parts;
  if (sheets) parts = parts_by_sheets(files.pages, files.names);
  else if (claim.folder.empty() && equipment.settings.watch.split_patients)
    parts = parts_by_patients(files.pages, files.names, documents_of(open, equipment));
  // One claim behind one sheet is parted too: what the sheet says is in the ledger then, before it is decided.
  const bool told = parts.size() == 1 && (!facts_of(parts.front().separator).empty() || !parts.front().doubts.empty());
  if (parts.size() < 2 && !told) return {};
  Parted parted;
  for (const LoosePart& part : parts) {
    parted.parts.push_back(ledger_part(part, files, claim));
    std::vector<int> pages;
    for (std::size_t i = 0; i < files.pages.size(); ++i)
      if (std::count(part.files.begin(), part.files.end(), files.pages[i].file)) pages.push_back(int(i));
    parted.pages.push_back(std::move(pages));
  }
  return parted;
}

bool keep_part(const OpenClaim& open, const std::vector<int>& pages, const std::filesystem::path& steps) {
  for (const int page : pages)
    if (open.pages[std::size_t(page)].lost) return false;
  for (std::size_t i = 0; i < pages.size(); ++i) keep_reading(open.pages[std::size_t(pages[i])].reading, int(i) + 1, steps);
  return true;
}

void take_part(OpenClaim& open, const core::LedgerClaim& claim, const Equipment& equipment) {
  open.doubts = core::split_lines(claim.doubts);
  if (claim.facts.empty()) return;
  const auto facts = receive::parse_intake(claim.facts, "separator");
  if (!facts) return open.doubts.push_back("分隔页所写的案卷信息无法识别，未采用");
  const core::Intake& said = facts.value();
  if (open.intake.claim_type.empty()) open.intake.claim_type = said.claim_type;
  if (open.intake.channel.empty()) open.intake.channel = said.channel;
  if (said.region.empty() || !open.intake.region.empty()) return;
  if (!check_region(said.region, *equipment.knowledge.rules))
    return open.doubts.push_back("分隔页所写的参保地没有对应的规则，未采用");
  open.intake.region = open.region = said.region;
}

}  // namespace claimpack::run
