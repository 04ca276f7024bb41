// Templates and rules, read once and shared by all claims of a run.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "check/check.hpp"
#include "classify/classify.hpp"
#include "extract/extract.hpp"
#include "pack/notice_data.hpp"
#include "run/places.hpp"

namespace claimpack::run {

struct Knowledge {
  std::shared_ptr<const classify::Kinds> kinds;
  std::shared_ptr<const extract::Templates> templates;
  std::shared_ptr<const check::Rules> rules;
  core::Calibration calibration;  // empty where models/calibration.json is not there: then nothing is accepted unseen
  std::shared_ptr<const pack::NoticeData> notices;
  std::string digest;                  // SHA-256 over names and bytes of all files of templates/
  std::vector<core::InputFile> files;  // of templates/, and the calibration: each with its SHA-256, for the manifest
};

core::Result<Knowledge> load_knowledge(const Places& places);

// Takes in what the office showed the program (extract/refine.hpp): a folder that is not there has nothing.
core::Result<core::Done> add_office(const std::filesystem::path& folder, Knowledge& knowledge);

// Labels and headings of all templates, folded, without blanks: what forms print.
std::vector<std::u32string> printed_words(const Knowledge& knowledge);

// Is there such a rule set? An Error names the known ones. An empty region is none, and fine.
core::Result<core::Done> check_region(const std::string& region, const check::Rules& rules);

}  // namespace claimpack::run
