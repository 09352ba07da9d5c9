using System.Diagnostics;
using System.Globalization;

namespace ProductSpace.Fuzz;

/// <summary>
/// Runs mutants on some threads and counts what became of them. Every number is run, in blocks; a run that ends by the clock
/// finishes its blocks, so that the next one goes on where it ended. A mutant that takes too long ends the process by code 3;
/// one that reads outside of its file ends it by a fault, and its number stands in the file of those in flight.
/// </summary>
internal sealed class HostileCampaign(CampaignOptions options, Func<HostileTarget> makeTarget, TextWriter output) : IDisposable
{
    private const int Block = 256;
    private const int HangCode = 3;

    /// <summary>Numbers that a thread writes for each mutant stand in cache lines of its own.</summary>
    private const int Stride = 16;

    private readonly Lock _lock = new();
    private readonly string _statePath = options.Folder.Length == 0 ? string.Empty : CampaignState.PathIn(options.Folder, options.Target, options.Seed);
    private readonly Stopwatch _clock = new();
    private InFlight? _inFlight;
    private Tally[] _tallies = [];
    private long[] _at = [];
    private long[] _blocks = [];
    private long _next;
    private long _end;
    private long _findings;
    private volatile bool _stop;

    /// <summary>0 where all mutants were handled well, 1 after a finding.</summary>
    public int Run()
    {
        CampaignState start = Begin();
        Thread[] threads = new Thread[_next < _end ? options.Threads : 0];
        for (int i = 0; i < threads.Length; i++)
        {
            int thread = i;
            threads[i] = new Thread(() => Work(thread)) { IsBackground = true };
            threads[i].Start();
        }

        Watch(threads, start);
        Report(start, "done");
        return Interlocked.Read(ref _findings) == 0 ? 0 : 1;
    }

    public void Dispose() => _inFlight?.Dispose();

    private CampaignState Begin()
    {
        CampaignState start = new(options.Target, options.Seed, options.From, 0, 0, 0, 0, 0);
        if (_statePath.Length > 0)
        {
            Directory.CreateDirectory(options.Folder);
            start = CampaignState.Read(_statePath) ?? start;
            string flight = _statePath + ".flight";
            foreach (long number in InFlight.Read(flight))
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"mutant {number} was in flight when the run before ended"));
            }

            _inFlight = new InFlight(flight, options.Threads);
        }

        _next = start.Next;
        _end = options.From + options.Count;
        _at = new long[options.Threads * Stride];
        _tallies = new Tally[options.Threads];
        Array.Fill(_tallies, Tally.None);
        _blocks = new long[options.Threads];
        Array.Fill(_blocks, _next);
        _clock.Start();
        return start;
    }

    private void Work(int thread)
    {
        using HostileTarget target = makeTarget();
        Tally tally = new(target.Parts);
        Volatile.Write(ref _tallies[thread], tally);
        while (!_stop)
        {
            long first = Interlocked.Add(ref _next, Block) - Block;
            if (first >= _end)
            {
                break;
            }

            Volatile.Write(ref _blocks[thread], first);
            for (long number = first; number < Math.Min(first + Block, _end) && (!_stop || _findings < options.MostFindings); number++)
            {
                Volatile.Write(ref _at[thread * Stride], number);
                _inFlight?.Set(thread, number);
                Judge(target, number, tally);
            }
        }

        CheckIntact(target);
        Volatile.Write(ref _blocks[thread], long.MaxValue);
        Volatile.Write(ref _at[thread * Stride], -1);
        _inFlight?.Set(thread, -1);
    }

    private void Judge(HostileTarget target, long number, Tally tally)
    {
        try
        {
            Verdict verdict = target.Judge(options.Seed, number, out long allocated);
            tally.Count(target.PartOf(options.Seed, number), verdict, allocated);
        }
        catch (HostileFinding finding)
        {
            Keep(target, number, finding);
        }
    }

    private void CheckIntact(HostileTarget target)
    {
        try
        {
            target.CheckIntact();
        }
        catch (HostileFinding finding)
        {
            Keep(target, -1, finding);
        }
    }

    private void Keep(HostileTarget target, long number, HostileFinding finding)
    {
        lock (_lock)
        {
            string part = target.Parts[number < 0 ? 0 : target.PartOf(options.Seed, number)];
            string name = part.Length == 0 ? options.Target : part;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"FINDING {name} seed={options.Seed} from={number} count=1: {finding.Message}"));
            if (finding.InnerException is Exception inner)
            {
                output.WriteLine(inner.StackTrace);
            }

            if (options.Folder.Length > 0 && number >= 0)
            {
                File.WriteAllBytes(Path.Combine(options.Folder, string.Create(CultureInfo.InvariantCulture, $"{name}-{options.Seed}-{number}.find")), target.BytesOf(options.Seed, number));
            }

            _stop |= Interlocked.Increment(ref _findings) >= options.MostFindings;
        }
    }

    /// <summary>Looks after the threads: time, progress, mutants that do not end.</summary>
    private void Watch(Thread[] threads, CampaignState start)
    {
        long[] lastAt = new long[threads.Length];
        double[] since = new double[threads.Length];
        double reported = 0;
        while (!Array.TrueForAll(threads, thread => thread.Join(threads.Length == 1 ? 200 : 100)))
        {
            double now = _clock.Elapsed.TotalSeconds;
            _stop |= options.Seconds > 0 && now >= options.Seconds;
            for (int thread = 0; thread < threads.Length; thread++)
            {
                long at = Volatile.Read(ref _at[thread * Stride]);
                if (at != lastAt[thread] || at < 0)
                {
                    lastAt[thread] = at;
                    since[thread] = now;
                }
                else if (now - since[thread] > options.HangSeconds)
                {
                    output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"FINDING {options.Target} seed={options.Seed} from={at} count=1: not done after {options.HangSeconds} seconds"));
                    output.Flush();
                    Environment.Exit(HangCode);
                }
            }

            if (now - reported > 15)
            {
                reported = now;
                Report(start, "so far");
            }
        }
    }

    /// <summary>Prints the counts, and keeps them where there is a folder.</summary>
    private void Report(CampaignState start, string when)
    {
        long next = Math.Min(Interlocked.Read(ref _next), _end);
        foreach (ref long block in _blocks.AsSpan())
        {
            next = Math.Min(next, Volatile.Read(ref block));
        }

        Tally all = Tally.Sum(_tallies);
        CampaignState state = new(
            options.Target,
            options.Seed,
            next,
            start.Refused + all.Of(Verdict.Refused),
            start.Answered + all.Of(Verdict.Answered),
            start.InPart + all.Of(Verdict.AnsweredInPart),
            start.Findings + Interlocked.Read(ref _findings),
            start.CpuSeconds + Environment.CpuUsage.TotalTime.TotalSeconds);
        double rate = (state.Mutants - start.Mutants) / _clock.Elapsed.TotalSeconds;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{options.Target} seed {options.Seed} {when}: {state.Mutants} mutants, {state.Refused} refused, {state.Answered} answered, {state.InPart} answered in part, {state.Findings} findings; next {next}; {rate:F0}/s in this run, {state.CpuSeconds:F0} s CPU in all, at most {all.MostAllocated} bytes allocated"));
        all.WriteParts(output);
        output.Flush();
        if (_statePath.Length > 0)
        {
            state.Write(_statePath);
        }
    }
}
