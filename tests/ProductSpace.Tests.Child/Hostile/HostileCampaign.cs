using System.Diagnostics;
using System.Globalization;

namespace ProductSpace.Tests.Hostile;

/// <summary>
/// Runs mutants on some threads and counts what became of them. Every number is run, in blocks; a run that ends by the clock
/// finishes its blocks, so that the next one goes on where it ended. A mutant that takes too long ends the process by code 3;
/// one that reads outside of its file ends it by a fault, and its number stands in the file of those in flight.
/// </summary>
internal sealed class HostileCampaign(CampaignOptions options, Func<HostileTarget> makeTarget, TextWriter output) : IDisposable
{
    private const int Block = 256;
    private const int HangCode = 3;

    private readonly Lock _lock = new();
    private readonly string _statePath = options.Folder.Length == 0 ? string.Empty : CampaignState.PathIn(options.Folder, options.Target, options.Seed);
    private readonly Stopwatch _clock = new();
    private InFlight? _inFlight;
    private long[] _at = [];
    private long[] _blocks = [];
    private long _next;
    private long _end;
    private long _refused;
    private long _answered;
    private long _inPart;
    private long _findings;
    private long _mostAllocated;
    private volatile bool _stop;

    /// <summary>0 where all mutants were handled well, 1 after a finding.</summary>
    public int Run()
    {
        CampaignState start = Begin();
        Thread[] threads = new Thread[options.Threads];
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
        _at = new long[options.Threads];
        _blocks = new long[options.Threads];
        Array.Fill(_blocks, _next);
        _clock.Start();
        return start;
    }

    private void Work(int thread)
    {
        using HostileTarget target = makeTarget();
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
                Volatile.Write(ref _at[thread], number);
                if (_inFlight is not null)
                {
                    _inFlight[thread] = number;
                }

                Judge(target, number);
            }
        }

        CheckIntact(target);
        Volatile.Write(ref _blocks[thread], long.MaxValue);
        Volatile.Write(ref _at[thread], -1);
        if (_inFlight is not null)
        {
            _inFlight[thread] = -1;
        }
    }

    private void Judge(HostileTarget target, long number)
    {
        try
        {
            switch (target.Judge(options.Seed, number, out long allocated))
            {
                case Verdict.Refused:
                    Interlocked.Increment(ref _refused);
                    break;
                case Verdict.Answered:
                    Interlocked.Increment(ref _answered);
                    break;
                default:
                    Interlocked.Increment(ref _inPart);
                    break;
            }

            if (allocated > Volatile.Read(ref _mostAllocated))
            {
                Volatile.Write(ref _mostAllocated, allocated);
            }
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
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"FINDING {options.Target} seed={options.Seed} from={number} count=1: {finding.Message}"));
            if (finding.InnerException is Exception inner)
            {
                output.WriteLine(inner.StackTrace);
            }

            if (options.Folder.Length > 0 && number >= 0)
            {
                File.WriteAllBytes(Path.Combine(options.Folder, string.Create(CultureInfo.InvariantCulture, $"{options.Target}-{options.Seed}-{number}.find")), target.BytesOf(options.Seed, number));
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
                long at = Volatile.Read(ref _at[thread]);
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

        CampaignState state = new(
            options.Target,
            options.Seed,
            next,
            start.Refused + Interlocked.Read(ref _refused),
            start.Answered + Interlocked.Read(ref _answered),
            start.InPart + Interlocked.Read(ref _inPart),
            start.Findings + Interlocked.Read(ref _findings),
            start.CpuSeconds + Environment.CpuUsage.TotalTime.TotalSeconds);
        double rate = (state.Mutants - start.Mutants) / _clock.Elapsed.TotalSeconds;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{options.Target} seed {options.Seed} {when}: {state.Mutants} mutants, {state.Refused} refused, {state.Answered} answered, {state.InPart} answered in part, {state.Findings} findings; next {next}; {rate:F0}/s in this run, {state.CpuSeconds:F0} s CPU in all, at most {_mostAllocated} bytes allocated"));
        output.Flush();
        if (_statePath.Length > 0)
        {
            state.Write(_statePath);
        }
    }
}
