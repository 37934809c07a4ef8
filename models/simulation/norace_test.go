//go:build !race

package simulation_test

const race = false
