#include "run/kept_case.hpp"

#include <nlohmann/json.hpp>

#include <map>
#include <stdexcept>
#include <utility>

#include "core/json_depth.hpp"
#include "receive/receive.hpp"

namespace claimpack::run {

namespace {

using json = nlohmann::json;

constexpr std::size_t bytes_max = std::size_t(256) << 20;

core::Box box_of(const json& box) {
  if (!box.is_array() || box.size() != 4) return {};
  return {box.at(0).get<int>(), box.at(1).get<int>(), box.at(2).get<int>(), box.at(3).get<int>()};
}

core::Source source_of(const std::string& name) {
  for (const auto source :
       {core::Source::ocr, core::Source::text, core::Source::code, core::Source::derived, core::Source::reviewer})
    if (name == core::name_of(source)) return source;
  return core::Source::ocr;
}

// (file, page) -> index among the case's pages.
using PageNumbers = std::map<std::pair<std::string, int>, int>;

core::Field field_of(const json& kept, const PageNumbers& pages) {
  core::Field field;
  const auto& value = kept.at("value");
  if (value.is_array()) field.is_list = true, field.list = value.get<std::vector<std::string>>();
  else if (value.is_boolean()) field.flag = value.get<bool>();
  else field.value = value.get<std::string>();
  field.text = kept.value("text", field.value);
  field.confidence = kept.value("confidence", 0.0);
  field.accepted = kept.value("accepted", false);
  field.source = source_of(kept.value("source", std::string("ocr")));
  field.box = box_of(kept.value("box", json::array()));
  const auto page = pages.find({kept.value("file", std::string()), kept.value("page", 0)});
  field.page = page == pages.end() ? 0 : page->second;
  for (const auto& each : kept.value("candidates", json::array()))
    field.candidates.push_back(
        {each.at("value").get<std::string>(), each.value("text", std::string()), each.value("confidence", 0.0)});
  return field;
}

std::vector<core::Document::PageMark> marks_of(const json& kept) {
  std::vector<core::Document::PageMark> marks;
  for (const auto& each : kept) {
    core::Document::PageMark mark;
    mark.page = each.value("page", 0);
    mark.box = box_of(each.value("box", json::array()));
    mark.text = each.value("text", std::string());
    mark.colour = each.value("colour", std::string());
    mark.shape = each.value("shape", std::string());
    mark.confidence = each.value("confidence", 0.0);
    marks.push_back(std::move(mark));
  }
  return marks;
}

core::Document document_of(const json& kept, const json& more, const PageNumbers& numbers,
                           const std::vector<check::PageFacts>& pages) {
  core::Document document;
  document.kind = kept.at("kind").get<std::string>();
  document.subtype = kept.value("subtype", std::string());
  document.confidence = kept.value("confidence", 0.0);
  const auto fields = kept.value("fields", json::object());
  for (const auto& [name, field] : fields.items()) document.fields[name] = field_of(field, numbers);
  for (const auto& row : kept.value("items", json::array())) {
    core::Row cells;
    for (const auto& [name, field] : row.items()) cells[name] = field_of(field, numbers);
    document.items.push_back(std::move(cells));
  }
  for (const auto& page : more.value("pages", json::array())) {
    const int index = page.get<int>();
    if (index < 0 || index >= static_cast<int>(pages.size()))
      throw std::out_of_range("a document names a page that is not there");
    document.pages.push_back({index, {}});
  }
  document.pages_printed = more.value("pages_printed", 0);
  document.page_numbers = more.value("page_numbers", std::vector<int>());
  document.seals = marks_of(more.value("seals", json::array()));
  document.signatures = marks_of(more.value("signatures", json::array()));
  for (const auto& code : more.value("codes", json::array()))
    document.codes.push_back({code.value("symbology", std::string()), code.value("payload", std::string()), {}, {}});
  std::string text;
  for (const auto& page : document.pages) text += pages[static_cast<std::size_t>(page.page)].text;
  document.all_text = more.value("text", text);
  return document;
}

check::PageFacts page_of(const json& kept) {
  check::PageFacts page;
  page.origin = {kept.value("file", std::string()), kept.value("page", 1)};
  page.lost = kept.value("lost", false);
  page.text = kept.value("text", std::string());
  const auto print = kept.value("print", std::string());
  if (print.size() == std::size_t(core::page_print_side) * core::page_print_side)
    for (const char digit : print)
      page.print.push_back(static_cast<std::uint8_t>(digit >= 'a' ? (digit - 'a' + 10) & 15 : (digit - '0') & 15));
  const auto size = kept.value("size", std::vector<int>());
  if (size.size() == 2) page.width = size[0], page.height = size[1];
  const auto quality = kept.value("quality", json::object());
  page.quality.blur = quality.value("blur", 0.0);
  page.quality.cut_off = quality.value("cut_off", false);
  page.quality.blank = quality.value("blank", false);
  page.quality.advice = quality.value("advice", std::string());
  for (const auto& fault : kept.value("faults", json::array())) {
    const int kind = fault.at("kind").get<int>();
    if (kind < 0 || kind > static_cast<int>(core::TextFault::Kind::not_drawn))
      throw std::out_of_range("an unknown kind of fault");
    page.faults.push_back({static_cast<core::TextFault::Kind>(kind), fault.value("says", std::string()),
                           fault.value("shows", std::string()), box_of(fault.value("box", json::array()))});
  }
  return page;
}

// Bills of earlier claims are not kept: what was found of them then is found again.
void add_earlier_bills(const json& kept, check::Case& the_case) {
  for (const auto& finding : kept.value("findings", json::array())) {
    if (finding.value("rule", std::string()) != "x.bill.dup_history") continue;
    for (const auto& place : finding.value("evidence", json::array())) {
      const auto index = place.value("document", -1);
      if (index < 0 || index >= static_cast<int>(the_case.documents.size())) continue;
      const auto& bill = the_case.documents[static_cast<std::size_t>(index)];
      the_case.earlier_bills.push_back({core::value_of(bill, "bill_code"), core::value_of(bill, "bill_number"), "（见原结论）"});
    }
  }
}

core::Error wrong(const std::string& what, const std::string& name) {
  return {core::ErrorCode::bad_input, "The claim.json cannot be used: " + what, name,
          "Name the folder that claimpack process wrote"};
}

}  // namespace

core::Result<KeptCase> read_kept_case(const std::string& text, const std::string& name) try {
  if (text.size() > bytes_max)
    return core::Error{core::ErrorCode::too_large, "The claim.json has more than 256 MiB", name, "Name another"};
  if (core::nests_deeper(text) || !core::numbers_fit(text)) return wrong("it nests or counts beyond any claim", name);
  const json kept = json::parse(text);
  if (!kept.is_object()) return wrong("it is no JSON object", name);
  if (!kept.contains("case"))
    return core::Error{core::ErrorCode::missing_part, "This claim.json holds no `case`: an older program wrote it", name,
                       "Process the claim again, or name its scans"};
  const auto& more = kept.at("case");
  KeptCase read;
  auto intake = receive::parse_intake(more.value("intake", json::object()).dump(), name + ": case/intake");
  if (!intake) return intake.error();
  read.the_case.intake = std::move(intake).value();
  read.the_case.intake.claim_id = kept.value("claim_id", std::string());
  read.the_case.region = kept.value("region", std::string());
  read.outcome = kept.value("outcome", std::string());
  PageNumbers pages;
  for (const auto& page : more.value("pages", json::array())) {
    read.the_case.pages.push_back(page_of(page));
    const auto& origin = read.the_case.pages.back().origin;
    pages.emplace(std::pair(origin.file, origin.page), static_cast<int>(read.the_case.pages.size()) - 1);
  }
  const auto documents = kept.value("documents", json::array()), texts = more.value("documents", json::array());
  for (std::size_t i = 0; i < documents.size(); ++i)
    read.the_case.documents.push_back(
        document_of(documents[i], i < texts.size() ? texts[i] : json::object(), pages, read.the_case.pages));
  for (const auto& page : kept.value("blank_pages", json::array()))
    if (const auto found = pages.find({page.value("file", std::string()), page.value("page", 0)}); found != pages.end())
      read.the_case.blank_pages.push_back(found->second);
  add_earlier_bills(kept, read.the_case);
  return read;
} catch (const json::exception& failure) { return wrong(failure.what(), name); } catch (const std::exception& failure) {
  return wrong(failure.what(), name);
}

}  // namespace claimpack::run
