#include "check/yaml_node.hpp"

#include <yaml.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <map>

namespace claimpack::check::yaml {

struct Item {
  NodeType type = NodeType::Undefined;
  int line = -1;
  std::string scalar;
  std::vector<std::uint32_t> children;  // of a mapping: key, value, key, value …
};

struct Tree {
  std::vector<Item> items;
};

namespace {

constexpr std::size_t depth_max = 64;         // of collections in collections
constexpr std::size_t items_max = 2'000'000;  // with what aliases repeat, for who walks the tree walks that too

bool is_null(const yaml_event_t& event) {
  const std::string_view text(reinterpret_cast<const char*>(event.data.scalar.value), event.data.scalar.length);
  return event.data.scalar.plain_implicit && (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL");
}

// Null: none.
const char* anchor_of(const yaml_event_t& event) {
  const yaml_char_t* anchor = nullptr;
  if (event.type == YAML_SCALAR_EVENT) anchor = event.data.scalar.anchor;
  if (event.type == YAML_SEQUENCE_START_EVENT) anchor = event.data.sequence_start.anchor;
  if (event.type == YAML_MAPPING_START_EVENT) anchor = event.data.mapping_start.anchor;
  return reinterpret_cast<const char*>(anchor);
}

class Reader {
 public:
  explicit Reader(const std::string& text) {
    if (!yaml_parser_initialize(&parser_)) throw Exception({}, "no memory for the YAML parser");
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
    tree_.items.reserve(text.size() / 16), extents_.reserve(text.size() / 16);  // about an entry in 20 bytes of a rule file
  }
  ~Reader() { yaml_parser_delete(&parser_); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  Tree read() {
    for (bool more = true; more;) {
      yaml_event_t event;
      if (!yaml_parser_parse(&parser_, &event)) fail();
      const std::unique_ptr<yaml_event_t, void (*)(yaml_event_t*)> kept(&event, yaml_event_delete);
      more = take(event);
    }
    if (tree_.items.empty()) tree_.items.push_back({NodeType::Null, 0, {}, {}});
    return std::move(tree_);
  }

 private:
  [[noreturn]] void fail() {
    const auto line = static_cast<int>(parser_.problem_mark.line);
    throw ParserException({line}, parser_.problem ? parser_.problem : "unreadable");
  }

  // False behind the first document.
  bool take(const yaml_event_t& event) {
    switch (event.type) {
      case YAML_SCALAR_EVENT: add(scalar(event), event); return true;
      case YAML_SEQUENCE_START_EVENT: open(NodeType::Sequence, event); return true;
      case YAML_MAPPING_START_EVENT: open(NodeType::Map, event); return true;
      case YAML_SEQUENCE_END_EVENT:
      case YAML_MAPPING_END_EVENT: close(event); return true;
      case YAML_ALIAS_EVENT: alias(event); return true;
      case YAML_DOCUMENT_END_EVENT:
      case YAML_STREAM_END_EVENT: return false;
      default: return true;
    }
  }

  Item scalar(const yaml_event_t& event) {
    Item item;
    item.type = is_null(event) ? NodeType::Null : NodeType::Scalar;
    if (item.type == NodeType::Scalar)
      item.scalar.assign(reinterpret_cast<const char*>(event.data.scalar.value), event.data.scalar.length);
    return item;
  }

  std::uint32_t add(Item item, const yaml_event_t& event) {
    if (tree_.items.size() >= items_max) throw ParserException({static_cast<int>(event.start_mark.line)}, "too many entries");
    item.line = static_cast<int>(event.start_mark.line);
    const auto index = static_cast<std::uint32_t>(tree_.items.size());
    tree_.items.push_back(std::move(item));
    extents_.push_back({});
    if (!open_.empty()) tree_.items[open_.back()].children.push_back(index);
    if (const auto* anchor = anchor_of(event)) anchors_[anchor] = index;
    return index;
  }

  void open(NodeType type, const yaml_event_t& event) {
    if (open_.size() >= depth_max) throw ParserException({static_cast<int>(event.start_mark.line)}, "nested too deep");
    Item item;
    item.type = type;
    open_.push_back(add(std::move(item), event));
  }

  // Aliases may repeat what repeats others: nothing grows beyond the limits that way.
  void close(const yaml_event_t& event) {
    Extent extent;
    for (const auto child : tree_.items[open_.back()].children) {
      extent.items += extents_[child].items;
      extent.depth = std::max(extent.depth, extents_[child].depth + 1);
    }
    const Mark where{static_cast<int>(event.start_mark.line)};
    if (extent.items > items_max) throw ParserException(where, "too many entries");
    if (extent.depth > depth_max) throw ParserException(where, "nested too deep");
    extents_[open_.back()] = extent;
    open_.pop_back();
  }

  void alias(const yaml_event_t& event) {
    const auto found = anchors_.find(reinterpret_cast<const char*>(event.data.alias.anchor));
    const Mark where{static_cast<int>(event.start_mark.line)};
    if (found == anchors_.end()) throw ParserException(where, "unknown alias");
    for (const auto open : open_)
      if (open == found->second) throw ParserException(where, "an alias within its own anchor");
    if (!open_.empty()) tree_.items[open_.back()].children.push_back(found->second);
  }

  struct Extent {
    std::size_t items = 1, depth = 1;
  };

  yaml_parser_t parser_;
  Tree tree_;
  std::vector<Extent> extents_;  // by item, aliases counted in full
  std::vector<std::uint32_t> open_;
  std::map<std::string, std::uint32_t> anchors_;
};

std::shared_ptr<const Tree> single(Item item) {
  auto tree = std::make_shared<Tree>();
  tree->items.push_back(std::move(item));
  return tree;
}

}  // namespace

Node::Node(NodeType type) : tree_(single({type, -1, {}, {}})) {}
Node::Node(const char* scalar) : tree_(single({NodeType::Scalar, -1, scalar, {}})) {}

NodeType Node::type() const { return tree_ ? tree_->items[index_].type : NodeType::Undefined; }

const std::string& Node::Scalar() const {
  static const std::string none;
  return tree_ ? tree_->items[index_].scalar : none;
}

yaml::Mark Node::Mark() const { return {tree_ ? tree_->items[index_].line : -1}; }

std::size_t Node::size() const {
  if (!tree_) return 0;
  const auto children = tree_->items[index_].children.size();
  return IsMap() ? children / 2 : children;
}

Node Node::operator[](std::string_view key) const {
  if (!IsMap()) return {};
  const auto& children = tree_->items[index_].children;
  for (std::size_t i = 0; i + 1 < children.size(); i += 2)
    if (tree_->items[children[i]].scalar == key) return {tree_, children[i + 1]};
  return {};
}

Iterator Node::begin() const { return {*this, 0}; }
Iterator Node::end() const { return {*this, size()}; }

Entry Iterator::operator*() const {
  Entry entry;
  const auto& children = node_.tree_->items[node_.index_].children;
  if (!node_.IsMap()) {
    static_cast<Node&>(entry) = {node_.tree_, children[at_]};
    return entry;
  }
  entry.first = {node_.tree_, children[2 * at_]};
  entry.second = {node_.tree_, children[2 * at_ + 1]};
  return entry;
}

template <>
std::string Node::as<std::string>() const {
  if (!IsScalar()) throw Exception(Mark(), "not a text");
  return Scalar();
}

template <>
int Node::as<int>() const {
  int value = 0;
  const auto& text = Scalar();
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc() || end != text.data() + text.size()) throw Exception(Mark(), "not a whole number");
  return value;
}

template <>
double Node::as<double>() const {
  double value = 0;
  const auto& text = Scalar();
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc() || end != text.data() + text.size() || text.empty()) throw Exception(Mark(), "not a number");
  return value;
}

Node Load(const std::string& text) { return {std::make_shared<const Tree>(Reader(text).read()), 0}; }

}  // namespace claimpack::check::yaml
