// Judges a log by Go's reference packages: its checkpoint, and proofs that were made of it elsewhere.
//
// Usage: judge FOLDER VERIFIERKEY CLAIMS, where CLAIMS is a file of JSON. It ends with 0 where everything
// holds, and says on stderr what does not.
package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type inclusion struct {
	Index, Size int64
	Entry       []byte
	Root        []byte
	Proof       [][]byte
}

type consistency struct {
	Old, New         int64
	OldRoot, NewRoot []byte
	Proof            [][]byte
}

type claims struct {
	Inclusion   []inclusion
	Consistency []consistency
}

// folder reads tiles as tlog-tiles lays them out: without the height that Go has in its paths.
type folder string

func (f folder) Height() int { return 8 }

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		name := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(string(f), name))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func main() {
	if err := judge(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func judge(root, key, file string) error {
	tree, err := checkpoint(root, key)
	if err != nil {
		return err
	}
	reader := tlog.TileHashReader(tree, folder(root))
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var all claims
	if err := json.Unmarshal(text, &all); err != nil {
		return err
	}
	for _, one := range all.Inclusion {
		if err := included(one, reader); err != nil {
			return fmt.Errorf("entry %d of %d: %w", one.Index, one.Size, err)
		}
	}
	for _, one := range all.Consistency {
		if err := consistent(one, reader); err != nil {
			return fmt.Errorf("from %d to %d: %w", one.Old, one.New, err)
		}
	}
	fmt.Println(tree.N, len(all.Inclusion), len(all.Consistency))
	return nil
}

func checkpoint(root, key string) (tlog.Tree, error) {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return tlog.Tree{}, err
	}
	text, err := os.ReadFile(filepath.Join(root, "checkpoint"))
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open(text, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	hash, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil {
		return tlog.Tree{}, err
	}
	return tlog.Tree{N: size, Hash: toHash(hash)}, nil
}

func included(one inclusion, reader tlog.HashReader) error {
	proof := toHashes(one.Proof)
	made, err := tlog.ProveRecord(one.Size, one.Index, reader)
	if err != nil {
		return err
	}
	if !same(made, proof) {
		return fmt.Errorf("Go makes another proof")
	}
	return tlog.CheckRecord(proof, one.Size, toHash(one.Root), one.Index, tlog.RecordHash(one.Entry))
}

func consistent(one consistency, reader tlog.HashReader) error {
	proof := toHashes(one.Proof)
	made, err := tlog.ProveTree(one.New, one.Old, reader)
	if err != nil {
		return err
	}
	if !same(made, proof) {
		return fmt.Errorf("Go makes another proof")
	}
	return tlog.CheckTree(proof, one.New, toHash(one.NewRoot), one.Old, toHash(one.OldRoot))
}

func same(left, right []tlog.Hash) bool {
	if len(left) != len(right) {
		return false
	}
	for at := range left {
		if left[at] != right[at] {
			return false
		}
	}
	return true
}

func toHash(data []byte) (hash tlog.Hash) {
	copy(hash[:], data)
	return hash
}

func toHashes(all [][]byte) []tlog.Hash {
	var hashes []tlog.Hash
	for _, one := range all {
		hashes = append(hashes, toHash(one))
	}
	return hashes
}
