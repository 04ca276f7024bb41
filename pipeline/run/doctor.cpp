// `claimpack doctor`: what the program needs of the machine, what is missing, and how to get it.
#include <stdio.h>
#include <unistd.h>

#include <cstdlib>
#include <sstream>

#include "pack/fonts.hpp"
#include "receive/cage.hpp"
#include "run/commands.hpp"
#include "run/knowledge.hpp"
#include "run/settings.hpp"
#include "run/table.hpp"

namespace claimpack::run {

namespace fs = std::filesystem;

namespace {

constexpr double free_gb_min = 1;

struct Symptom {
  std::string what;  // Chinese and English in one line are not needed: names of things
  bool fine = false;
  std::string found;  // version, place, or what is wrong
  std::string cure;   // where it is not fine
};

Symptom from_error(const std::string& what, const core::Error& error) {
  return {what, false, error.what + (error.place.empty() ? "" : " (" + error.place + ")"), error.cure};
}

bool in_path(const std::string& program) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path ? path : "");
  for (std::string folder; std::getline(folders, folder, ':');)
    if (!folder.empty() && access((folder + "/" + program).c_str(), X_OK) == 0) return true;
  return false;
}

void look_at_reading(const Places& places, std::vector<Symptom>& symptoms) {
  const auto models = look_at_models(places.models);
  if (!models) {
    symptoms.push_back(from_error("models", models.error()));
  } else {
    for (const auto& model : models.value()) {
      const bool right = model.state == ModelFile::State::right;
      const std::string found = right                                      ? "SHA-256 right"
                                : model.state == ModelFile::State::missing ? "not there"
                                                                           : "another SHA-256 than the manifest's: refused";
      symptoms.push_back({"model " + model.file, right, found, "models/fetch"});
    }
  }
  const auto ppocr = read::PpOcr::load(places.models / "files");
  if (ppocr) symptoms.push_back({"ONNX Runtime, PP-OCR", true, ppocr.value()->name(), ""});
  else symptoms.push_back(from_error("ONNX Runtime, PP-OCR", ppocr.error()));
  const auto tesseract = read::TesseractReader::load();
  if (tesseract) symptoms.push_back({"Tesseract chi_sim", true, tesseract.value()->name(), ""});
  else symptoms.push_back(from_error("Tesseract chi_sim", tesseract.error()));
}

void look_at_knowledge(const Places& places, std::vector<Symptom>& symptoms) {
  auto faults = extract::check_template_files(places.documents, places.lexicons);
  const auto rule_faults = check::check_rule_files(places.regions);
  faults.insert(faults.end(), rule_faults.begin(), rule_faults.end());
  if (faults.empty()) {
    const auto knowledge = load_knowledge(places);
    if (!knowledge) symptoms.push_back(from_error("templates, rules", knowledge.error()));
    else
      symptoms.push_back({"templates, rules", true,
                          std::to_string(extract::list_templates(*knowledge.value().templates).size()) + " kinds, " +
                              std::to_string(check::regions_of(*knowledge.value().rules).size()) + " regions",
                          ""});
  } else {
    symptoms.push_back(
        {"templates, rules", false,
         std::to_string(faults.size()) + " faults, the first: " + faults.front().place + ": " + faults.front().what,
         "claimpack templates check"});
  }
}

// Scans are read by processes that are closed in; a kernel without one of these closes them in less.
void look_at_locks(const Settings& settings, std::vector<Symptom>& symptoms) {
  const receive::Locks locks = receive::known_locks();
  const std::string without =
      settings.workers.refuse_without_locks ? "refused by workers.without_locks" : "scans are read with less protection";
  symptoms.push_back({"seccomp", locks.seccomp, locks.seccomp ? "in the kernel" : "not in this kernel: " + without,
                      "a kernel with CONFIG_SECCOMP_FILTER, or a container that allows it"});
  symptoms.push_back({"Landlock", locks.landlock > 0,
                      locks.landlock > 0 ? "version " + std::to_string(locks.landlock) : "not in this kernel: " + without,
                      "Linux 5.13 or later with landlock among its security modules (lsm=)"});
  symptoms.push_back({"isolation", settings.workers.processes,
                      settings.workers.processes ? "scans are read in processes of their own"
                                                 : "workers.isolation is \"thread\": scans are read by the program itself",
                      "set workers.isolation to \"process\""});
}

void look_at_disk(const fs::path& out_dir, std::vector<Symptom>& symptoms) {
  std::error_code fault;
  const fs::path dir = out_dir.empty() ? fs::current_path(fault) : out_dir;
  fs::path there = fs::absolute(dir, fault);
  while (!fs::exists(there, fault) && there != there.root_path()) there = there.parent_path();
  // Tried, not asked: rights, read-only disks and quotas all show here.
  const fs::path trial = there / (".claimpack-doctor-" + std::to_string(getpid()));
  FILE* file = fopen(trial.c_str(), "wbx");
  const bool written = file && fputs("trial", file) >= 0 && fclose(file) == 0;
  fs::remove(trial, fault);
  symptoms.push_back({"write rights", written, there.string(), "choose another --out, or ask for rights there"});
  const auto space = fs::space(there, fault);
  const double free_gb = fault ? 0 : double(space.available) / (1 << 30);
  symptoms.push_back({"free disk", free_gb >= free_gb_min, fixed(free_gb, 1) + " GB",
                      "free some space: at least " + fixed(free_gb_min, 0) + " GB"});
}

}  // namespace

Exit doctor_command(const fs::path& out_dir, const Common& common) {
  std::vector<Symptom> symptoms;
  const auto places = find_places(common.data);
  if (places) {
    symptoms.push_back({"data folder", true, places.value().data.string(), ""});
    look_at_reading(places.value(), symptoms);
    look_at_knowledge(places.value(), symptoms);
  } else {
    symptoms.push_back(from_error("data folder", places.error()));
  }
  const auto settings = load_settings(common.settings);
  if (settings)
    symptoms.push_back({"settings", true, common.settings.empty() ? "claimpack.json or built in" : common.settings.string(), ""});
  else symptoms.push_back(from_error("settings", settings.error()));
  look_at_locks(settings ? settings.value() : Settings(), symptoms);
  const auto fonts = pack::find_fonts();
  if (fonts) symptoms.push_back({"Chinese fonts", true, fonts.value().text + ", " + fonts.value().title, ""});
  else symptoms.push_back(from_error("Chinese fonts", fonts.error()));
  for (const char* program : {"pdfinfo", "pdfimages", "pdftoppm", "pdftotext"})
    symptoms.push_back(
        {program, in_path(program), in_path(program) ? "in PATH" : "not in PATH", "apt-get install poppler-utils"});
  look_at_disk(out_dir, symptoms);

  bool fine = true;
  std::vector<std::vector<std::string>> rows;
  for (const auto& symptom : symptoms) {
    fine &= symptom.fine;
    rows.push_back({symptom.fine                      ? "OK"
                    : common.language == Language::en ? "MISSING"
                                                      : "缺",
                    symptom.what, symptom.found + (symptom.fine || symptom.cure.empty() ? "" : "  →  " + symptom.cure)});
  }
  common.out << table(rows) << std::flush;
  return fine ? Exit::all_complete : Exit::nothing_done;
}

}  // namespace claimpack::run
