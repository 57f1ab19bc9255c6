// Command verify-go checks a journal's checkpoints and proofs with the Go project's own implementation of signed notes
// and transparency logs, which shares no code with Claviger.
//
// Usage: verify-go FOLDER
//
// The folder holds:
//
//	vkey                the log's verifier key
//	checkpoint          a signed checkpoint
//	older-checkpoint    an earlier one of the same log
//	consistency         the proof that the first extends the second, one base64 hash per line
//	entry.tlog-proof    a c2sp.org/tlog-proof@v1 of an entry
//	leaf                the entry's skeleton, which is the data of its leaf
//
// Exit status: 0 accepted, 1 refused (the reason on standard error), 2 wrong usage.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: verify-go FOLDER")
		os.Exit(2)
	}
	if err := verify(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println("accepted")
}

func verify(folder string) error {
	files := map[string]string{}
	for _, name := range []string{"vkey", "checkpoint", "older-checkpoint", "consistency", "entry.tlog-proof", "leaf"} {
		data, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return err
		}
		files[name] = string(data)
	}
	log, err := note.NewVerifier(files["vkey"])
	if err != nil {
		return fmt.Errorf("vkey: %w", err)
	}
	size, root, err := openCheckpoint(files["checkpoint"], log)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	oldSize, oldRoot, err := openCheckpoint(files["older-checkpoint"], log)
	if err != nil {
		return fmt.Errorf("older checkpoint: %w", err)
	}
	path, err := parseHashes(files["consistency"])
	if err != nil {
		return fmt.Errorf("consistency: %w", err)
	}
	if err := tlog.CheckTree(path, size, root, oldSize, oldRoot); err != nil {
		return fmt.Errorf("consistency: %w", err)
	}
	if err := checkProof(files["entry.tlog-proof"], files["leaf"], log); err != nil {
		return fmt.Errorf("proof: %w", err)
	}
	return nil
}

// checkProof verifies a proof of https://c2sp.org/tlog-proof, under the checkpoint that it carries.
func checkProof(text, leaf string, log note.Verifier) error {
	head, checkpoint, found := strings.Cut(text, "\n\n")
	lines := strings.Split(head, "\n")
	if !found || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return errors.New("malformed")
	}
	number, found := strings.CutPrefix(lines[1], "index ")
	index, err := parseDecimal(number)
	if !found || err != nil {
		return errors.New("malformed index")
	}
	path, err := parseHashes(strings.Join(append(lines[2:], ""), "\n"))
	if err != nil {
		return err
	}
	size, root, err := openCheckpoint(checkpoint, log)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(path, size, root, index, tlog.RecordHash([]byte(leaf)))
}

func openCheckpoint(text string, log note.Verifier) (int64, tlog.Hash, error) {
	opened, err := note.Open([]byte(text), note.VerifierList(log))
	if err != nil {
		return 0, tlog.Hash{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != log.Name() {
		return 0, tlog.Hash{}, errors.New("malformed or of another log")
	}
	size, err := parseDecimal(lines[1])
	if err != nil {
		return 0, tlog.Hash{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return size, root, err
}

func parseHashes(text string) ([]tlog.Hash, error) {
	var hashes []tlog.Hash
	for _, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		if line == "" {
			continue
		}
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return nil, err
		}
		hashes = append(hashes, hash)
	}
	return hashes, nil
}

func parseDecimal(text string) (int64, error) {
	value, err := strconv.ParseInt(text, 10, 64)
	if err == nil && strconv.FormatInt(value, 10) != text {
		err = errors.New("not a plain decimal")
	}
	return value, err
}
