using System.Diagnostics;

namespace ProductSpace.Hosting.Tests.Sample;

/// <summary>How long work waits for a thread of the pool: asked some hundred times a second, the worst is kept.</summary>
internal sealed class PoolProbe : IDisposable
{
    private readonly Thread _thread;
    private long _worst;
    private volatile bool _ended;

    public PoolProbe()
    {
        _thread = new Thread(Probe) { IsBackground = true };
        _thread.Start();
    }

    public TimeSpan Worst => Stopwatch.GetElapsedTime(0, Volatile.Read(ref _worst));

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
            ran.Reset();
            ThreadPool.UnsafeQueueUserWorkItem(static done => done.Set(), ran, preferLocal: false);
            ran.Wait();
            _worst = Math.Max(_worst, Stopwatch.GetTimestamp() - queued);
            Thread.Sleep(5);
        }
    }
}
