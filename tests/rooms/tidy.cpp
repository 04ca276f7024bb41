#include "rooms/tidy.hpp"

#include <algorithm>
#include <cctype>
#include <regex>
#include <set>

namespace claimpack::rooms {

namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

// Is `word` in `line`, and not as a part of a longer one?
bool has_word(const std::string& line, const std::string& word) {
  for (auto at = line.find(word); at != std::string::npos; at = line.find(word, at + 1)) {
    const bool before = at > 0 && is_word(line[at - 1]) && is_word(word.front());
    const bool after = at + word.size() < line.size() && is_word(line[at + word.size()]) && is_word(word.back());
    if (!before && !after) return true;
  }
  return false;
}

// A path from the root: what stands before its slash belongs to no path.
bool has_root_path(const std::string& line, const std::string& path) {
  for (auto at = line.find(path); at != std::string::npos; at = line.find(path, at + 1)) {
    if (at == 0) return true;
    const char before = line[at - 1];
    if (!is_word(before) && before != '/' && before != '.' && before != '}' && before != '-' && before != '*') return true;
  }
  return false;
}

// Put together here, so that this file does not hold what it forbids.
const std::vector<std::string> root_paths = {std::string("/ho") + "me/", std::string("/wo") + "rk/", std::string("/ro") + "ot/"};
const std::vector<std::string> hosts = {std::string("pypi") + ".org",        std::string("pythonhosted") + ".org",
                                        std::string("npmjs") + ".org",       std::string("npmjs") + ".com",
                                        std::string("deb.debian") + ".org",  std::string("repo.maven.apache") + ".org",
                                        std::string("repo1.maven") + ".org", std::string("proxy.golang") + ".org"};
const std::vector<std::string> undone = {std::string("TO") + "DO", std::string("FIX") + "ME", std::string("X") + "XX"};

const std::set<std::string> bag_names = {"util", "utils", "helper", "helpers", "common", "misc", "manager", "stuff", "shared"};

std::string stem(const std::string& name) { return name.substr(0, name.find('.')); }

}  // namespace

Complaints oversized(const Tree& tree) {
  Complaints complaints;
  for (const auto& [path, content] : tree) {
    if (!starts_with(path, "pipeline/")) continue;
    const int lines = static_cast<int>(lines_of(content).size());
    const int lines_max = ends_with(path, ".hpp") ? header_lines_max : source_lines_max;
    if (lines > lines_max)
      complaints.push_back(path + ": " + std::to_string(lines) + " lines, at most " + std::to_string(lines_max));
  }
  return complaints;
}

Complaints bags(const Tree& tree) {
  Complaints complaints;
  for (const auto& [path, content] : tree) {
    std::size_t from = 0;
    while (from <= path.size()) {
      const auto to = std::min(path.find('/', from), path.size());
      const std::string part = path.substr(from, to - from);
      if (bag_names.count(stem(part)))
        complaints.push_back(path + ": " + part + " says nothing; which value does it help to make?");
      from = to + 1;
    }
  }
  return complaints;
}

Complaints forbidden_words(const Tree& tree) {
  Complaints complaints;
  for (const auto& [path, content] : tree) {
    int number = 0;
    for (const auto& line : lines_of(content)) {
      ++number;
      const std::string where = path + ":" + std::to_string(number) + ": ";
      for (const auto& root_path : root_paths)
        if (has_root_path(line, root_path)) complaints.push_back(where + root_path + " is a place on one machine");
      for (const auto& host : hosts)
        if (has_word(line, host)) complaints.push_back(where + host + ": where packages come from is the machine's own setting");
      for (const auto& word : undone)
        if (has_word(line, word)) complaints.push_back(where + word + ": do it or drop it");
    }
  }
  return complaints;
}

Complaints missing_files(const Tree& tree) {
  Complaints complaints;
  for (const char* path : {"LICENSE", "start", "check", "docs/architecture.md", "docs/decisions.md", "models/README.md"})
    if (!tree.count(path)) complaints.push_back(std::string(path) + " is missing");
  const auto licence = tree.find("LICENSE");
  if (licence != tree.end() && licence->second.find("Apache License") == std::string::npos)
    complaints.push_back("LICENSE is not the Apache License");
  return complaints;
}

Complaints unpinned_models(const Tree& tree) {
  const auto manifest = tree.find("models/manifest.json"), requirements = tree.find("models/requirements.txt");
  if (manifest == tree.end() || requirements == tree.end()) return {"models/manifest.json or models/requirements.txt is missing"};
  std::set<std::string> used, pinned;
  const std::regex source("\"package\": *\"([^\"]+)\", *\"version\": *\"([^\"]+)\"");
  const std::string& text = manifest->second;
  for (std::sregex_iterator it(text.begin(), text.end(), source), end; it != end; ++it)
    used.insert((*it)[1].str() + "==" + (*it)[2].str());
  Complaints complaints;
  const std::regex pin("([A-Za-z0-9_.-]+==[0-9][A-Za-z0-9.]*) --hash=sha256:[0-9a-f]{64}");
  for (const auto& line : lines_of(requirements->second)) {
    std::smatch match;
    if (line.empty() || line[0] == '#') continue;
    if (std::regex_match(line, match, pin)) pinned.insert(match[1].str());
    else complaints.push_back("models/requirements.txt: not pinned by version and SHA-256: " + line);
  }
  for (const auto& package : used)
    if (!pinned.count(package)) complaints.push_back("models/requirements.txt does not pin " + package);
  for (const auto& package : pinned)
    if (!used.count(package)) complaints.push_back("models/manifest.json takes nothing out of " + package);
  return complaints;
}

}  // namespace claimpack::rooms
