using System.Diagnostics;

namespace ProductSpace.Hosting.Tests.Sample;

/// <summary>How long work waits for a thread of the pool: asked some hundred times a second, the worst is kept, one that still waits included.</summary>
internal sealed class PoolProbe : IDisposable
{
    private readonly Thread _thread;
    private long _worst;
    private long _queued;
    private volatile bool _ended;

    public PoolProbe()
    {
        _thread = new Thread(Probe) { IsBackground = true };
        _thread.Start();
    }

    public TimeSpan Worst
    {
        get
        {
            long queued = Volatile.Read(ref _queued);
            long waiting = queued == 0 ? 0 : Stopwatch.GetTimestamp() - queued;
            return Stopwatch.GetElapsedTime(0, Math.Max(Volatile.Read(ref _worst), waiting));
        }
    }

    public void Dispose()
    {
        _ended = true;
        _thread.Join();
    }

    private void Probe()
    {
        using ManualResetEventSlim ran = new();
        while (!_ended)
        {
            long queued = Stopwatch.GetTimestamp();
            Volatile.Write(ref _queued, queued);
            ran.Reset();
            ThreadPool.UnsafeQueueUserWorkItem(static done => done.Set(), ran, preferLocal: false);
            ran.Wait();
            Volatile.Write(ref _worst, Math.Max(_worst, Stopwatch.GetTimestamp() - queued));
            Volatile.Write(ref _queued, 0);
            Thread.Sleep(5);
        }
    }
}
