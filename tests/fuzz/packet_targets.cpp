// What comes back to the program: a worker's reading, a claim.json that it wrote itself, a packet that was handed around.
#include <filesystem>

#include "check/check.hpp"
#include "classify/classify.hpp"
#include "extract/extract.hpp"
#include "fuzz/targets.hpp"
#include "pack/case_json.hpp"
#include "pack/manifest.hpp"
#include "pack/verify.hpp"
#include "receive/makers.hpp"
#include "run/kept_case.hpp"
#include "run/steps.hpp"

namespace claimpack::fuzz {

namespace {

namespace fs = std::filesystem;
using receive::made::Folder;

struct Known {
  std::shared_ptr<const classify::Kinds> kinds;
  std::shared_ptr<const extract::Templates> templates;
  std::shared_ptr<const check::Rules> rules;
};

const Known& known() {
  static const Known all = [] {
    const fs::path templates = fs::path(CLAIMPACK_SOURCE) / "templates";
    return Known{classify::load_kinds(templates / "documents").value(),
                 extract::load_templates(templates / "documents", templates / "lexicons").value(),
                 check::load_rules(templates / "regions").value()};
  }();
  return all;
}

void take_reading(Input input) {
  if (const auto reading = run::reading_from_json(std::string(text_of(input))))
    promised(run::reading_from_json(run::reading_to_json(reading.value())).ok(), "a reading comes back as it was written");
}

// The same through the rooms behind: what a worker says is believed there.
void take_journey(Input input) {
  const auto reading = run::reading_from_json(std::string(text_of(input)));
  if (!reading) return;
  const std::vector<const core::Reading*> pages{&reading.value()};
  const auto classified = classify::classify(pages, *known().kinds);
  check::Case the_case;
  for (const auto& sheet : classified.sheets) the_case.documents.push_back(extract::extract(sheet, pages, *known().templates));
  extract::agree(the_case.documents);
  check::weigh(the_case.documents, the_case.intake, {}, 0.005);
  check::PageFacts facts;
  facts.origin = reading.value().origin, facts.quality = reading.value().quality, facts.faults = reading.value().faults;
  facts.width = reading.value().scan_width, facts.height = reading.value().scan_height, facts.print = reading.value().print;
  the_case.pages = {facts};
  the_case.blank_pages = classified.blank_pages, the_case.region = "xiamen";
  static_cast<void>(check::check(std::move(the_case), *known().rules).ok());
}

void take_kept_case(Input input) {
  auto kept = run::read_kept_case(std::string(text_of(input)), "claim.json");
  if (kept) static_cast<void>(check::check(std::move(kept.value().the_case), *known().rules).ok());
}

const pack::StationKey& key() {
  static const pack::StationKey made = pack::StationKey::from_seed({1, 2, 3});
  return made;
}

// The manifest as it comes, rightly signed: what a thief of the key could write.
void take_manifest(Input input) {
  static const Folder folder;
  const std::string text(text_of(input));
  receive::made::write(folder / "manifest.json", text);
  receive::made::write(folder / "manifest.sig", pack::signature_text(text, key()));
  const auto verdict = pack::verify(folder.path, key().public_key(), folder.path);
  if (verdict) promised(!verdict.value().holds(), "nothing that a fuzzer signs is a packet");
}

void take_signature(Input input) {
  const std::string_view text = text_of(input);
  if (const auto signature = pack::parse_signature(text))
    promised(!signature->key.verifies("a manifest", signature->hex), "nobody guesses a signature");
  if (const auto some = pack::PublicKey::parse(text))
    promised(pack::PublicKey::parse(some->pem()) == some, "a key comes back as it was written");
}

std::vector<Seed> readings() {
  core::Reading reading;
  reading.origin = {"1.tif", 1};
  reading.width = 1654, reading.height = 2339, reading.scan_width = 1654, reading.scan_height = 2339;
  reading.to_scan = {{1, 0, 0, 0, 1, 0, 0, 0, 1}};
  int y = 100;
  for (const char* text :
       {"福建省医疗住院收费票据（电子）", "票据代码：35060226 票据号码：0012345678", "交款人：江小渝", "项目名称 金额（元）",
        "床位费 200.00", "合计（大写）：贰佰元整 （小写）：200.00", "收款单位（章）：示例医院 收款人：甲"}) {
    core::Line line;
    line.text = text, line.confidence = 0.9;
    line.box = line.upright = {100, y, 900, 40};
    int x = 100;
    for (std::string_view rest = text; !rest.empty();) {
      const std::size_t bytes = static_cast<unsigned char>(rest[0]) >= 0xe0 ? 3 : 1;
      line.glyphs.push_back({std::string(rest.substr(0, bytes)), 0.9, x, 30, {{"元", 0.05}}});
      rest.remove_prefix(bytes), x += 35;
    }
    reading.lines.push_back(line);
    y += 60;
  }
  reading.rules = {{{0, 10, 90, 1}, true}, {{5, 0, 1, 90}, false}};
  reading.codes = {{"QRCode", "01,02,35060226,0012345678,200.00,20260315,a1b2c3", {1, 1, 5, 5}, {2, 2, 5, 5}}};
  reading.seals = {{"red", "round", "示例医院", 0.5, {7, 7, 9, 9}, {8, 8, 9, 9}, 0.25}};
  reading.signatures = {{true, {3, 3, 4, 4}, {4, 4, 5, 5}}};
  reading.embedded = {{"Doc_0/Attachs/a.xml", "eInvoice", true, {{"Buyer/BuyerName", "江小渝"}}}};
  reading.faults = {{core::TextFault::Kind::altered, "100.00", "1000.00", {5, 6, 7, 8}}};
  return {seed_of(run::reading_to_json(reading))};
}

std::vector<Seed> kept_cases() {
  return {seed_of(
      R"({"claim_id": "A-1", "region": "xiamen", "outcome": "review", "blank_pages": [{"file": "1.jpg", "page": 2}], "documents":
 [{"kind": "inpatient_invoice", "confidence": 0.9, "fields": {"total_amount": {"value": "200.00", "text": "200.00", "confidence": 0.99,
 "accepted": true, "source": "ocr", "file": "1.jpg", "page": 1, "box": [1, 2, 3, 4], "candidates": [{"value": "2000.00", "confidence": 0.1}]},
 "bill_number": {"value": "0012345678"}, "issue_date": {"value": "2026-03-15"}}, "items": [{"name": {"value": "床位费"}}]}], "findings":
 [{"rule": "x.bill.dup_history", "evidence": [{"document": 0}]}], "case": {"intake": {"region": "xiamen", "claim_type": "inpatient",
 "submitted_on": "2026-03-20", "claimant": {"name": "江小渝", "id_number": ""}, "hospital": {"name": "示例医院", "level": 3}, "filing": null,
 "flags": {"trauma": false}}, "pages": [{"file": "1.jpg", "page": 1, "size": [100, 200], "text": "a\n", "quality": {"blur": 0.5},
 "faults": [{"kind": 1, "says": "1", "shows": "2", "box": [1, 2, 3, 4]}]}, {"file": "1.jpg", "page": 2, "lost": true}], "documents":
 [{"pages": [0], "pages_printed": 2, "page_numbers": [1], "seals": [{"page": 0, "box": [1, 2, 3, 4], "text": "示例医院", "shape": "round"}],
 "signatures": [{"page": 0}], "codes": [{"symbology": "QRCode", "payload": "01,02"}]}]}})")};
}

std::vector<Seed> manifests() {
  return {seed_of(
      R"({"schema": 1, "claim_id": "A-1", "inputs": [{"file": "1.jpg", "sha256": "00"}], "pages": {"list": [{"file": "1.jpg",
 "page": 1, "packet_page": 1, "picture_sha256": "00"}]}, "outputs": [{"file": "packet.pdf", "sha256": "00", "bytes": 3},
 {"file": "../x", "sha256": ""}], "key": "00"})")};
}

std::vector<Seed> signatures() {
  return {seed_of(pack::signature_text("another manifest", key())), seed_of(key().public_key().pem()),
          seed_of(key().public_key().hex())};
}

}  // namespace

std::vector<Target> packet_targets() {
  return {{"reading", take_reading, readings, 16384},
          {"journey", take_journey, readings, 16384},
          {"kept_case", take_kept_case, kept_cases, 4096},
          {"manifest", take_manifest, manifests, 1024},
          {"signature", take_signature, signatures, 512}};
}

}  // namespace claimpack::fuzz
