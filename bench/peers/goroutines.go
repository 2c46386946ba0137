// goroutines.go - bench/spawn.c with Go, on one kernel thread as the others.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

func cpu() time.Duration {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// As bench_measure in bench.h.
func measure(name string, run func(n int)) {
	run(1000)
	for n := 1000; ; n *= 2 {
		start, cpuStart := time.Now(), cpu()
		run(n)
		took, used := time.Since(start), cpu()-cpuStart
		if took < 200*time.Millisecond {
			continue
		}
		if used > took {
			took = used
		}
		fmt.Printf("%s %.1f ns\n", name, float64(took.Nanoseconds())/float64(n))
		return
	}
}

func spawnJoin(n int) {
	done := make(chan struct{})
	for i := 0; i < n; i++ {
		go func() { done <- struct{}{} }()
		<-done
	}
}

func spawnMany(n int) {
	const many = 10000
	for i := 0; i < n; i += many {
		var group sync.WaitGroup
		for j := 0; j < many && i+j < n; j++ {
			group.Add(1)
			go group.Done()
		}
		group.Wait()
	}
}

func yield(n int) {
	var group sync.WaitGroup
	for i := 0; i < 2; i++ {
		group.Add(1)
		go func() {
			for turn := 0; turn < n/2; turn++ {
				runtime.Gosched()
			}
			group.Done()
		}()
	}
	group.Wait()
}

func message(n int) {
	queue, done := make(chan int, 100), make(chan struct{})
	go func() {
		for range queue {
		}
		close(done)
	}()
	for i := 0; i < n; i++ {
		queue <- i
	}
	close(queue)
	<-done
}

// As bench_bytes in bench.h.
func bytes() int {
	status, _ := os.ReadFile("/proc/self/status")
	kb := 0
	for _, line := range strings.Split(string(status), "\n") {
		if strings.HasPrefix(line, "VmRSS:") || strings.HasPrefix(line, "VmPTE:") {
			n, _ := strconv.Atoi(strings.Fields(line)[1])
			kb += n
		}
	}
	return kb * 1024
}

func sleepAll(count, naps int) {
	var group sync.WaitGroup
	before := bytes()
	for i := 0; i < count; i++ {
		group.Add(1)
		go func(i int) {
			seed := uint32(i)*2654435761 + 1
			for k := 0; k < naps; k++ {
				seed = seed*1103515245 + 12345
				time.Sleep(time.Duration((seed>>8)%1000+1) * time.Millisecond)
			}
			group.Done()
		}(i)
	}
	runtime.Gosched()
	fmt.Printf("sleeps/memory %d bytes\n", (bytes()-before)/count)
	group.Wait()
	fmt.Printf("sleeps/cpu %.3f s\n", cpu().Seconds())
}

func main() {
	runtime.GOMAXPROCS(1)
	if len(os.Args) > 3 {
		count, _ := strconv.Atoi(os.Args[2])
		naps, _ := strconv.Atoi(os.Args[3])
		sleepAll(count, naps)
		return
	}
	measure("spawn+join", spawnJoin)
	measure("spawn+join-10000", spawnMany)
	measure("switch", yield)
	measure("message", message)
}
