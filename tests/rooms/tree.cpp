#include "rooms/tree.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

namespace claimpack::rooms {

namespace fs = std::filesystem;

namespace {

// Folders that hold what was built, brought or made, and headers of others that stand in the tree unchanged.
const std::set<std::string> left_out = {
    ".git",         "build",          "out",           "web/node_modules", "web/dist", "tests/browser/node_modules",
    "models/files", "models/runtime", "models/.cache", "samples/out",      ".cache",   "models/onnxruntime"};

bool is_text(const std::string& content) { return content.substr(0, 8000).find('\0') == std::string::npos; }

}  // namespace

Tree read_tree(const std::string& root) {
  Tree tree;
  for (auto entry = fs::recursive_directory_iterator(root); entry != fs::recursive_directory_iterator(); ++entry) {
    const std::string path = fs::relative(entry->path(), root).generic_string();
    if (entry->is_directory() && left_out.count(path)) entry.disable_recursion_pending();
    if (!entry->is_regular_file()) continue;
    std::ifstream file(entry->path(), std::ios::binary);
    std::string content{std::istreambuf_iterator<char>(file), {}};
    if (is_text(content)) tree.emplace(path, std::move(content));
  }
  return tree;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

bool starts_with(const std::string& text, const std::string& start) { return text.compare(0, start.size(), start) == 0; }

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

std::string joined(const Complaints& complaints) {
  std::string text;
  for (const auto& complaint : complaints) text += "\n  " + complaint;
  return text;
}

}  // namespace claimpack::rooms
