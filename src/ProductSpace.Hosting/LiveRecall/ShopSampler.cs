using System.Diagnostics;
using ProductSpace.Generations.Following;
using ProductSpace.Hosting.Experiments;
using ProductSpace.Hosting.Telemetry;
using ProductSpace.Memory;

namespace ProductSpace.Hosting.LiveRecall;

/// <summary>
/// Draws some queries of an open shop, copies each into one of a few samples that were made beforehand, and repeats it
/// when the thread of live recall comes by. A query never waits: without a free sample it is dropped and counted.
/// Invariant: a sample is free, being filled, waiting or being compared, and the two stacks together hold each at most
/// once.
/// </summary>
internal sealed class ShopSampler : IDisposable
{
    private const int Samples = 4;

    private readonly LiveRecallThread _thread;
    private readonly ShopRecorder _recorder;
    private readonly RecallTotals _totals;
    private readonly uint _oneIn;
    private readonly double _cpuShare;
    private readonly Lock _moving = new();
    private readonly RecallSample[] _free = new RecallSample[Samples];
    private readonly RecallSample[] _waiting = new RecallSample[Samples];
    private readonly Neighbor[] _exact = new Neighbor[RecallSample.MaxHits];
    private int _freeCount;
    private int _waitingCount;
    private uint _asked;

    public ShopSampler(
        LiveRecallOptions options, int dimension, LiveRecallThread thread, ShopRecorder recorder, RecallTotals totals)
    {
        _thread = thread;
        _recorder = recorder;
        _totals = totals;
        _oneIn = (uint)options.OneIn;
        _cpuShare = options.CpuShare;
        for (; _freeCount < Samples; _freeCount++)
        {
            _free[_freeCount] = new RecallSample(dimension);
        }

        thread.Add(this);
    }

    /// <summary>Stopwatch time before which the next comparison would exceed the share of the processor.</summary>
    public long NotBefore { get; private set; }

    /// <summary>Raises the target where searches find less than was asked for.</summary>
    public RecallKeeper Keeper => _totals.Keeper;

    public bool HasWaiting => Volatile.Read(ref _waitingCount) > 0;

    public void Offer(
        FollowedGeneration generation,
        Variant? variant,
        scoped in SearchInput request,
        ReadOnlySpan<Neighbor> hits,
        in SearchOptions options,
        in SearchResult result)
    {
        if (Interlocked.Increment(ref _asked) % _oneIn == 0)
        {
            Take(generation, variant, request, hits, options, result);
        }
    }

    /// <summary>Compares one waiting query; returns false if there is none. Called by one thread.</summary>
    public bool CompareOne()
    {
        RecallSample sample;
        lock (_moving)
        {
            if (_waitingCount == 0)
            {
                return false;
            }

            sample = _waiting[--_waitingCount];
        }

        long started = Stopwatch.GetTimestamp();
        long before = LibC.ThreadCpuNanoseconds();
        Compare(sample);
        double seconds = before < 0
            ? Stopwatch.GetElapsedTime(started).TotalSeconds
            : (LibC.ThreadCpuNanoseconds() - before) / 1e9;
        NotBefore = Stopwatch.GetTimestamp() + (long)((seconds / _cpuShare - seconds) * Stopwatch.Frequency);
        GiveBack(sample);
        return true;
    }

    public void Dispose() => _thread.Remove(this);

    private void Take(
        FollowedGeneration generation,
        Variant? variant,
        scoped in SearchInput request,
        ReadOnlySpan<Neighbor> hits,
        in SearchOptions options,
        in SearchResult result)
    {
        if (options.DiversityLambda != 1 || options.GroupLimit.Max > 0)
        {
            Drop(variant, "diverse");
            return;
        }

        RecallSample? sample = TakeFree();
        if (sample is null)
        {
            Drop(variant, "no_place");
        }
        else if (!sample.TryCopy(generation, variant, request, hits, options, result))
        {
            GiveBack(sample);
            Drop(variant, "too_large");
        }
        else
        {
            lock (_moving)
            {
                _waiting[_waitingCount++] = sample;
            }

            _thread.Wake();
        }
    }

    private RecallSample? TakeFree()
    {
        lock (_moving)
        {
            return _freeCount > 0 ? _free[--_freeCount] : null;
        }
    }

    private void GiveBack(RecallSample sample)
    {
        sample.Clear();
        lock (_moving)
        {
            _free[_freeCount++] = sample;
        }
    }

    private void Compare(RecallSample sample)
    {
        FollowedGeneration generation = sample.Generation!;
        if (!generation.TryEnter())
        {
            Drop(sample.Variant, "generation_gone");
            return;
        }

        try
        {
            RecallComparison compared = RecallComparison.Of(generation.Index, sample, _exact);
            _totals.Add(compared, TargetOf(sample));
            Record(sample, compared);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // A background thread can tell nobody but the counter.
            Drop(sample.Variant, "failed");
        }
        finally
        {
            generation.Exit();
        }
    }

    /// <summary>A search that was cut short, or set by hand, says nothing about the calibration.</summary>
    private static float? TargetOf(RecallSample sample) =>
        sample.Truncated || sample.Options.EfSearch > 0 || sample.Options.TargetRecall >= 1
            ? null
            : sample.Options.TargetRecall;

    private void Record(RecallSample sample, RecallComparison compared)
    {
        TagList tags = _recorder.Tags(sample.Variant);
        ShopMetrics metrics = _recorder.Metrics;
        metrics.RecallSampled.Add(1, [.. tags, new(TelemetryNames.Outcome, "compared")]);
        tags.Add(TelemetryNames.Strategy, TelemetryNames.Of(sample.Strategy));
        metrics.RecallExpected.Add(compared.Expected, tags);
        metrics.RecallFound.Add(compared.Found, tags);
        metrics.RecallLost.Add(compared.LostByGraph, [.. tags, new(TelemetryNames.Cause, "graph")]);
        metrics.RecallLost.Add(
            compared.LostByQuantisation, [.. tags, new(TelemetryNames.Cause, "quantisation")]);
    }

    private void Drop(Variant? variant, string outcome)
    {
        _totals.Drop();
        if (_recorder.Metrics.RecallSampled.Enabled)
        {
            TagList tags = _recorder.Tags(variant);
            tags.Add(TelemetryNames.Outcome, outcome);
            _recorder.Metrics.RecallSampled.Add(1, tags);
        }
    }
}
