#include "run/settle.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "core/claim_state.hpp"
#include "extract/extract.hpp"

namespace claimpack::run {

namespace {

using core::Correction;
using core::CorrectionKind;
using core::Document;
using core::Done;
using core::Error;
using core::ErrorCode;
using core::Result;

std::string said(const core::Origin& page) { return page.file + " p. " + std::to_string(page.page); }

Error wrong(const Correction& correction, const std::string& what, const std::string& cure) {
  return {ErrorCode::bad_input, what, core::name_of(correction.kind), cure};
}

class Settling {
 public:
  Settling(OpenClaim& open, const Equipment& equipment, Deciding& deciding)
      : open_(open), equipment_(equipment), deciding_(deciding) {}

  Result<Done> settle(Correction& each) {
    found_ = find_documents(open_, equipment_, &deciding_);
    if (const auto fits = settle_places(each); !fits) return fits;
    open_.corrections.push_back(each);
    const auto checked = check(each);
    if (!checked) open_.corrections.pop_back();
    return checked;
  }

 private:
  OpenClaim& open_;
  const Equipment& equipment_;
  Deciding& deciding_;
  core::Claim found_;

  Result<Done> settle_places(Correction& each) {
    for (const core::Origin& page : each.pages)
      if (std::none_of(open_.pages.begin(), open_.pages.end(), [&](const PageRecord& p) { return p.reading.origin == page; }))
        return wrong(each, "The claim has no page " + said(page), "Name a page of the claim");
    const bool on_rows = each.kind == CorrectionKind::add_item || each.kind == CorrectionKind::remove_item;
    const bool on_field = each.kind == CorrectionKind::set_field || each.kind == CorrectionKind::accept_field ||
                          each.kind == CorrectionKind::clear_field;
    if (!on_rows && !on_field) return Done{};
    Document* document = document_of(each.document);
    if (!document) return wrong(each, "No document begins on " + said(each.document.page), "Name a document by its first page");
    if (on_field) return settle_field(each, *document);
    return each.kind == CorrectionKind::add_item ? settle_new_row(each, *document) : settle_row(each, each.row, *document);
  }

  Document* document_of(const core::DocumentName& name) {
    int count = 0;
    for (Document& document : found_.documents) {
      if (document.pages.empty()) continue;
      const auto& first = open_.pages[std::size_t(document.pages.front().page)].reading.origin;
      if (first == name.page && ++count == name.part) return &document;
    }
    return nullptr;
  }

  static const std::string& kind_of(const Document& document) {
    return document.kind == "other" && !document.subtype.empty() ? document.subtype : document.kind;
  }

  static Result<Done> settle_row(Correction& each, int row, const Document& document) {
    if (!each.row_key.empty()) return Done{};
    if (row < 0 || std::size_t(row) >= document.row_keys.size())
      return wrong(each, "The document has no row " + std::to_string(row + 1), "Name one of its rows, counted from 0");
    each.row_key = document.row_keys[std::size_t(row)];
    if (each.row_key.empty()) return wrong(each, "The row has no place on the paper", "Correct its cells instead");
    return Done{};
  }

  Result<Done> settle_new_row(Correction& each, const Document& document) {
    if (each.row >= 0 && std::size_t(each.row) < document.row_keys.size())
      if (const auto named = settle_row(each, each.row, document); !named) return named;
    for (auto& [column, value] : each.cells) {
      const auto typed =
          extract::typed_value(*equipment_.knowledge.templates, kind_of(document), core::name_of_cell(0, column), value);
      if (!typed) return typed.error();
      value = typed.value().value;
    }
    return Done{};
  }

  const core::Field* field_of(const Correction& each, const Document& document) const {
    const auto cell = core::cell_name(each.field);
    if (!cell) {
      const auto found = document.fields.find(each.field);
      return found == document.fields.end() ? nullptr : &found->second;
    }
    const auto row = std::find(document.row_keys.begin(), document.row_keys.end(), each.row_key) - document.row_keys.begin();
    if (std::size_t(row) >= document.items.size()) return nullptr;
    const auto found = document.items[std::size_t(row)].find(cell->column);
    return found == document.items[std::size_t(row)].end() ? nullptr : &found->second;
  }

  Result<Done> settle_field(Correction& each, const Document& document) {
    if (const auto cell = core::cell_name(each.field))
      if (const auto named = settle_row(each, cell->row, document); !named) return named;
    const core::Field* now = field_of(each, document);
    if (each.kind == CorrectionKind::clear_field) return Done{};
    if (each.kind == CorrectionKind::accept_field && each.value.empty() && !each.is_list && !each.flag) {
      // What was accepted is kept with it: it is what the person saw.
      if (!now) return wrong(each, "`" + each.field + "` has no value that could be accepted", "Set it");
      each.value = now->value, each.list = now->list, each.is_list = now->is_list, each.flag = now->flag;
      return Done{};
    }
    if (each.is_list || each.flag) return Done{};
    if (now && now->value == each.value) return Done{};  // as the program itself wrote it
    auto typed = extract::typed_value(*equipment_.knowledge.templates, kind_of(document), each.field, each.value);
    if (!typed) return typed.error();
    each.value = typed.value().value, each.list = typed.value().list;
    each.is_list = typed.value().is_list, each.flag = typed.value().flag;
    return Done{};
  }

  // With the correction among the claim's: does it have an effect, or what stands in its way?
  Result<Done> check(const Correction& each) {
    if (each.kind == CorrectionKind::decision && !core::claim_state(each.state))
      return wrong(each, "Nobody knows the state " + each.state, "Name a state of a claim, e.g. accepted");
    found_ = find_documents(open_, equipment_, &deciding_);
    std::vector<core::UnfitCorrection> unfit = found_.unfit;
    if (each.kind == CorrectionKind::answer || each.kind == CorrectionKind::dismiss_finding) {
      const auto decided = decide(open_, std::move(found_), equipment_);
      if (!decided) return decided.error();
      unfit = decided.value().unfit;
    }
    for (const auto& one : unfit) {
      // A rejection waits for the second pair of eyes: that is seen when the claim is submitted.
      const bool waits =
          each.kind == CorrectionKind::dismiss_finding && each.second.empty() && one.why.find("第二人") != std::string::npos;
      if (one.id == each.id && !waits) return wrong(each, one.why, "Look at the claim again");
    }
    return Done{};
  }
};

}  // namespace

Result<std::vector<Correction>> settle(OpenClaim& open, std::vector<Correction> wanted, const Equipment& equipment,
                                       Deciding& deciding) {
  const std::size_t before = open.corrections.size();
  std::int64_t last = 0;
  for (const Correction& each : open.corrections) last = std::max(last, each.id);
  Settling settling(open, equipment, deciding);
  std::optional<Error> error;
  for (Correction& each : wanted) {
    each.id = ++last;
    if (const auto settled = settling.settle(each); !settled) {
      error = settled.error();
      break;
    }
  }
  open.corrections.resize(before);
  if (error) return *error;
  return wanted;
}

Result<Done> settle_new(OpenClaim& open, const Equipment& equipment) {
  std::vector<Correction> wanted;
  std::copy_if(open.corrections.begin(), open.corrections.end(), std::back_inserter(wanted),
               [](const Correction& each) { return each.id == 0; });
  if (wanted.empty()) return Done{};
  std::erase_if(open.corrections, [](const Correction& each) { return each.id == 0; });
  Deciding deciding;
  auto settled = settle(open, std::move(wanted), equipment, deciding);
  if (!settled) return settled.error();
  for (Correction& each : settled.value()) open.corrections.push_back(std::move(each));
  return Done{};
}

}  // namespace claimpack::run
