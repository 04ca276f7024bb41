// The tree of a YAML text, read by libyaml. Has what the rule files need of yaml-cpp's Node and names it alike; that library's
// own scanner takes 75 ms for 1,000 rules and its tree as much again, this one 20 ms in all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace claimpack::check::yaml {

struct Mark {
  int line = -1;  // from 0; -1: nowhere
};

class Exception : public std::runtime_error {
 public:
  Exception(Mark where, const std::string& what) : std::runtime_error(what), mark(where), msg(what) {}
  Mark mark;
  std::string msg;
};
class ParserException : public Exception {
  using Exception::Exception;
};

enum class NodeType { Undefined, Null, Scalar, Sequence, Map };

struct Tree;
class Iterator;

// A place in a tree, which it keeps alive. What is not there is undefined: false, empty, without lines.
class Node {
 public:
  Node() = default;
  explicit Node(NodeType type);
  explicit Node(const char* scalar);

  explicit operator bool() const { return type() != NodeType::Undefined; }
  bool IsNull() const { return type() == NodeType::Null; }
  bool IsScalar() const { return type() == NodeType::Scalar; }
  bool IsSequence() const { return type() == NodeType::Sequence; }
  bool IsMap() const { return type() == NodeType::Map; }
  const std::string& Scalar() const;  // empty where it is none
  std::size_t size() const;           // entries of a sequence or a mapping
  Node operator[](std::string_view key) const;
  yaml::Mark Mark() const;
  // int, double or std::string. Throws Exception where the text is no such thing.
  template <class Type>
  Type as() const;
  template <class Type>
  Type as(const Type& otherwise) const {
    return *this ? as<Type>() : otherwise;
  }
  Iterator begin() const, end() const;

 private:
  friend class Iterator;
  friend Node Load(const std::string& text);
  Node(std::shared_ptr<const Tree> tree, std::uint32_t index) : tree_(std::move(tree)), index_(index) {}
  NodeType type() const;

  std::shared_ptr<const Tree> tree_;
  std::uint32_t index_ = 0;
};

// An entry of a sequence is a node, one of a mapping a pair.
struct Entry : Node {
  Node first, second;
};

class Iterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = Entry;
  using difference_type = std::ptrdiff_t;
  using pointer = std::unique_ptr<Entry>;
  using reference = Entry;

  Iterator(const Node& node, std::size_t at) : node_(node), at_(at) {}
  Entry operator*() const;
  std::unique_ptr<Entry> operator->() const { return std::make_unique<Entry>(**this); }
  Iterator& operator++() { return ++at_, *this; }
  Iterator operator++(int) { return {node_, at_++}; }
  bool operator==(const Iterator& other) const { return at_ == other.at_; }

 private:
  Node node_;
  std::size_t at_;
};

// The text's first document; nothing in it is Null. Throws ParserException with the line.
Node Load(const std::string& text);

}  // namespace claimpack::check::yaml

namespace claimpack::check {
namespace YAML = yaml;
}
